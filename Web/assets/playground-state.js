// What the playground's address holds.
import { activations, optimizers } from "./training.js";
import { decodePoints, encodePoints } from "./playground-data.js";

export const datasets = ["circles", "xor", "moons", "spirals", "clouds", "line", "points", "csv"];
export const limits = { layers: 5, units: 12, count: 2000 };

/** Each setting: its key in the address, its default, and how it is read; what cannot be read stays the default. */
const oneOf = (known) => (text) => known.includes(text) ? text : undefined;
const number = (low, high, isWhole = false) => (text) => {
  const value = Number(text);
  return text !== "" && value >= low && value <= high && (!isWhole || Number.isInteger(value)) ? value : undefined;
};
const seed = (text) => /^\d{1,19}$/.test(text) ? text : undefined;
const sizes = (text) => {
  const list = text === "" ? [] : text.split(",").map(Number);
  return list.length <= limits.layers && list.every((size) => Number.isInteger(size) && size >= 1 && size <= limits.units) ? list : undefined;
};
const fields = {
  data: ["d", "circles", oneOf(datasets)], count: ["n", 400, number(10, limits.count, true)], validation: ["v", 0.25, number(0, 0.9)],
  layers: ["h", [6, 4], sizes], activation: ["a", "tanh", oneOf(activations)], optimizer: ["o", "adam", oneOf(Object.keys(optimizers))],
  learningRate: ["r", 0.01, number(1e-6, 100)], batchSize: ["b", 20, number(1, limits.count, true)], weightDecay: ["w", 0, number(0, 10)],
  noise: ["z", 0, number(0, 5)], dropout: ["p", 0, number(0, 0.9)], seed: ["s", "0", seed], points: ["pts", [], decodePoints],
};

export function fromAddress(parameters) {
  const found = {};
  for (const [name, [key, standard, read]] of Object.entries(fields)) {
    found[name] = (parameters[key] === undefined ? undefined : read(parameters[key])) ?? structuredClone(standard);
  }
  return found;
}

/** The query of the address; settings at their defaults are left out. */
export function toAddress(state) {
  const query = new URLSearchParams();
  for (const [name, [key, standard]] of Object.entries(fields)) {
    if (String(state[name]) === String(standard)) continue;
    query.set(key, name === "points" ? encodePoints(state.points) : String(state[name]));
  }
  return query.toString().replaceAll("%2C", ",");
}

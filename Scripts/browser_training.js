// Trains the networks of a list of cases with training.js and prints the weights, as base64, one JSON line each.
//   node Scripts/browser_training.js CASES.json
// In a page the same code is called as `trainCase(engine, case)`.
import { split, toy, Training } from "../Web/assets/training.js";
import { readTable, scaleParts, tableExamples } from "../Web/assets/playground-data.js";

/** `settings` are those of training.js; a case may also have them beside its other entries. */
export function trainCase(engine, { data, validation, seed = 0, epochs, settings, ...others }) {
  const memory = engine.memory();
  let examples, parts, outputs;
  if (data.toy) {
    examples = toy(memory, data.toy, seed, data.count);
    outputs = examples.labels ? 2 : 1;
    parts = split(memory, examples, validation, seed);
  } else if (data.pixels) {
    const bytes = Uint8Array.from(atob(data.pixels), (letter) => letter.charCodeAt(0)), width = 784;
    const step = Math.fround(1 / 255);
    examples = { count: bytes.length / width, width, features: Float32Array.from(bytes, (value) => value * step),
      labels: Int32Array.from(data.labels) };
    outputs = 10;
    parts = split(memory, examples, validation, seed);
  } else {
    const table = readTable(data.text, "table.csv"), label = table.names.indexOf(data.label);
    const columns = table.names.map((_, index) => index).filter((index) => index !== label);
    examples = tableExamples(table, columns, label, data.isRegression);
    outputs = examples.outputs;
    parts = scaleParts(split(memory, examples, validation, seed), examples, data.scaling);
  }
  const training = new Training(engine.memory(), { ...others, ...settings, seed }, {
    width: examples.width, outputs, training: parts[0], validation: parts[1],
  });
  const start = performance.now();
  training.step(training.stepsPerEpoch * epochs);
  const seconds = (performance.now() - start) / 1000;
  const encode = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const layers = [...Array(training.layerCount).keys()].map((layer) => {
    const { weight, bias } = training.weights(layer);
    return { weight: encode(weight), bias: encode(bias) };
  });
  return { steps: training.steps, seconds, layers, validation: training.evaluate("validation") };
}

if (globalThis.process?.argv?.[2]) {
  const { readFileSync } = await import("node:fs");
  const { Engine } = await import("../Web/assets/engine.js");
  const engine = await Engine.load(readFileSync(new URL("../Web/assets/fledge.wasm", import.meta.url)));
  for (const one of JSON.parse(readFileSync(process.argv[2], "utf8"))) console.log(JSON.stringify(trainCase(engine, one)));
}

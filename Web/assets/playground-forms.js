// The playground's controls: which examples, and the settings of the training.
import { h, s } from "./dom.js";
import { isNumeric, largestFile, readTable } from "./playground-data.js";
import { datasets, limits } from "./playground-state.js";
import { activations, optimizers } from "./training.js";

const shown = { circles: "circles", xor: "xor", moons: "moons", spirals: "spirals", clouds: "clouds", line: "line", points: "your points", csv: "your CSV" };
let serial = 0;

/** A labelled control; `onChange` gets its value. */
export function field(label, control, onChange, signal) {
  control.id = `pg-${serial += 1}`;
  control.addEventListener("change", () => onChange(control.value), { signal });
  return h("label", { class: "pg-field", for: control.id }, label, control);
}

export function select(options, value) {
  const control = h("select", {}, options.map((option) => h("option", { value: option }, String(option))));
  if (!options.map(String).includes(String(value))) control.append(h("option", { value }, String(value)));
  control.value = String(value);
  return control;
}

const numeric = (value, low, high, step) => h("input", { type: "number", value, min: low, max: high, step, required: true });

/** The tiles of the datasets; `paint(name, canvas)` draws a toy. */
export function datasetTiles(chosen, onChoose) {
  const pictures = {
    points: () => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: "M12 6v12M6 12h12" }), s("circle", { cx: 12, cy: 12, r: 9, "stroke-dasharray": "3 3" })),
    csv: () => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: "M4 5h16v14H4zM4 9.7h16M4 14.3h16M10 5v14" })),
  };
  return h("fieldset", { class: "pg-toys" }, h("legend", {}, "Examples"), datasets.map((name) => {
    const radio = h("input", { type: "radio", name: "pg-data", value: name, onchange: () => onChoose(name) });
    radio.checked = name === chosen;
    return h("label", {}, radio, pictures[name]?.() ?? h("canvas", { "data-toy": name, "aria-hidden": "true", width: 1, height: 1 }), shown[name]);
  }));
}

/** A number whose control says what is wrong with it instead of passing it on. */
function checked(label, name, low, high, step, state, change, signal) {
  const control = numeric(state[name], low, high, step);
  return field(label, control, (text) => {
    if (control.reportValidity()) change(name, Number(text));
  }, signal);
}

/** The settings of the examples. */
export function exampleFields(state, change, signal) {
  const seed = h("input", { type: "text", inputmode: "numeric", pattern: "[0-9]{1,19}", value: state.seed, title: "A whole number from 0", required: true });
  const isToy = state.data !== "points" && state.data !== "csv";
  return h("div", { class: "pg-fields" },
    isToy && checked("Examples", "count", 10, limits.count, 1, state, change, signal),
    field("Held out", select([0, 0.1, 0.25, 0.5], state.validation), (value) => change("validation", Number(value)), signal),
    field("Seed", seed, (value) => { if (seed.reportValidity()) change("seed", value); }, signal));
}

/** The settings of network and training. */
export function trainingFields(state, change, signal) {
  const choose = (label, name, options) => field(label, select(options, state[name]),
    (value) => change(name, typeof options[0] === "number" ? Number(value) : value), signal);
  return h("div", { class: "pg-fields" },
    choose("Activation", "activation", activations), choose("Optimizer", "optimizer", Object.keys(optimizers)),
    choose("Learning rate", "learningRate", [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]),
    checked("Batch size", "batchSize", 1, limits.count, 1, state, change, signal),
    choose("Input noise (σ)", "noise", [0, 0.05, 0.1, 0.2, 0.5]),
    choose(["adamw", "lion"].includes(state.optimizer) ? "Weight decay" : "L2 penalty", "weightDecay", [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1]),
    choose("Dropout", "dropout", [0, 0.1, 0.2, 0.3, 0.5]));
}

/** The tools for points of one's own. */
export function pointTools(tool, count, actions) {
  const choose = (label, index) => {
    const radio = h("input", { type: "radio", name: "pg-class", onchange: () => actions.choose(index) });
    radio.checked = tool.label === index;
    return h("label", {}, radio, h("span", { class: `pg-key pg-k${index}` }, ""), label);
  };
  return h("div", { class: "pg-points" },
    h("p", { class: "hint" }, "Click into the plane to add a point, on a point to remove it. With the keyboard: arrow keys, then Enter."),
    h("fieldset", {}, h("legend", {}, "Class of new points"), ["A", "B", "C", "D"].map(choose)),
    h("p", { class: "row" },
      h("button", { type: "button", disabled: !count, onclick: actions.undo }, "Undo"),
      h("button", { type: "button", disabled: !count, onclick: actions.clear }, "Clear"),
      h("button", { type: "button", disabled: !count, onclick: actions.download }, "Download points.csv")));
}

/** The choice of a file and, once it is read, of its columns. */
export function tableTools(table, onFile, onChange) {
  const input = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", onchange: (event) => onFile(event.target.files[0]) });
  const parts = [h("label", { class: "pg-field" }, "A CSV file (or drop it on the page)", input)];
  if (table) {
    const { names, label, columns, isRegression, axes } = table;
    const column = (text, value, options, name) => {
      const control = h("select", { onchange: () => onChange({ [name]: Number(control.value) }) }, options.map((index) => h("option", { value: index }, names[index])));
      control.value = String(value);
      return h("label", { class: "pg-field" }, text, control);
    };
    const all = names.map((_, index) => index);
    const task = h("select", { onchange: () => onChange({ isRegression: task.value === "regression" }) },
      h("option", {}, "classification"), h("option", {}, "regression"));
    task.value = isRegression ? "regression" : "classification";
    parts.push(h("p", {}, h("b", {}, table.file), `: ${table.rows.length.toLocaleString("en")} rows`),
      column("Column to learn", label, all, "label"), h("label", { class: "pg-field" }, "Task", task),
      h("fieldset", {}, h("legend", {}, "Columns to learn from"), all.filter((index) => index !== label).map((index) => {
        const box = h("input", { type: "checkbox", onchange: () => onChange({ columns: all.filter((other) => other === index ? box.checked : columns.includes(other)) }) });
        box.checked = columns.includes(index);
        return h("label", {}, box, names[index]);
      })));
    if (columns.length > 1) {
      parts.push(column("Across", columns[axes[0]], columns, "across"), column("Up", columns[axes[1]], columns, "up"));
      if (columns.length > 2) parts.push(h("p", { class: "hint" }, "The plane shows two of the columns; the others are at their means."));
    }
  }
  return h("div", { class: "pg-table" }, parts);
}

/** Reads a file that was chosen or dropped; one that is too large is refused unread. */
export async function openTable(file) {
  if (file.size > largestFile) {
    throw new Error(`${file.name}: expected at most ${largestFile / 1e6} MB, found ${(file.size / 1e6).toFixed(1)} MB; train it with fledge train --dataset csv`);
  }
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name}: expected UTF-8 text, found other bytes`);
  }
  const table = readTable(text, file.name), { names } = table;
  if (names.length < 2) throw new Error(`${file.name}: expected two columns or more, found ${names.length}; is the delimiter a comma, semicolon, tab or bar?`);
  const known = ["label", "class", "target", "y"].map((name) => names.findIndex((other) => other.toLowerCase() === name)).find((index) => index >= 0);
  const label = known ?? names.findIndex((_, index) => !isNumeric(table, index));
  return withLabel(table, label < 0 ? names.length - 1 : label);
}

/** The table with another column to learn, all other columns of numbers as features. */
export function withLabel(table, label) {
  const columns = table.names.map((_, index) => index).filter((index) => index !== label && isNumeric(table, index)).slice(0, 64);
  const values = new Set(table.rows.map((row) => row[label]));
  return { ...table, label, columns, axes: [0, Math.min(1, columns.length - 1)], isRegression: isNumeric(table, label) && values.size > 10 };
}

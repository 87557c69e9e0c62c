// The playground's controls: which examples, and the settings of the training.
import { h, s, save } from "./dom.js";
import { pointsAsCSV } from "./playground-data.js";
import { datasets, limits } from "./playground-state.js";
import { activations, optimizers } from "./training.js";

const own = { points: "your points", csv: "your CSV" };
let serial = 0;

/** A labelled control; `onChange` gets its value. */
function field(label, control, onChange) {
  control.id = `pg-${serial += 1}`;
  control.addEventListener("change", () => onChange(control.value));
  return h("label", { class: "pg-field", for: control.id }, label, control);
}

function select(options, value) {
  const control = h("select", {}, options.map((option) => h("option", { value: option }, String(option))));
  if (!options.map(String).includes(String(value))) control.append(h("option", { value }, String(value)));
  control.value = String(value);
  return control;
}

/** The tiles of the datasets; the canvases of toys are left to be painted. */
export function datasetTiles(chosen, onChoose) {
  const pictures = {
    points: () => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: "M12 6v12M6 12h12" }), s("circle", { cx: 12, cy: 12, r: 9, "stroke-dasharray": "3 3" })),
    csv: () => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: "M4 5h16v14H4zM4 9.7h16M4 14.3h16M10 5v14" })),
  };
  return h("fieldset", { class: "pg-toys" }, h("legend", {}, "Examples"), datasets.map((name) => {
    const radio = h("input", { type: "radio", name: "pg-data", value: name, onchange: () => onChoose(name) });
    radio.checked = name === chosen;
    return h("label", {}, radio, pictures[name]?.() ?? h("canvas", { "data-toy": name, "aria-hidden": "true", width: 1, height: 1 }), own[name] ?? name);
  }));
}

/** A number whose control says what is wrong with it instead of passing it on. */
function checked(label, name, least, state, change) {
  const control = h("input", { type: "number", value: state[name], min: least, max: limits.count, step: 1, required: true });
  return field(label, control, (text) => {
    if (control.reportValidity()) change(name, Number(text));
  });
}

/** The settings of the examples. */
export function exampleFields(state, change) {
  const seed = h("input", { type: "text", inputmode: "numeric", pattern: "[0-9]{1,19}", value: state.seed, title: "A whole number from 0", required: true });
  return h("div", { class: "pg-fields" },
    !own[state.data] && checked("Examples", "count", 10, state, change),
    field("Held out", select([0, 0.1, 0.25, 0.5], state.validation), (value) => change("validation", Number(value))),
    field("Seed", seed, (value) => { if (seed.reportValidity()) change("seed", value); }));
}

/** The settings of network and training. */
export function trainingFields(state, change) {
  const choose = (label, name, options) => field(label, select(options, state[name]),
    (value) => change(name, typeof options[0] === "number" ? Number(value) : value));
  return h("div", { class: "pg-fields" },
    choose("Activation", "activation", activations), choose("Optimizer", "optimizer", Object.keys(optimizers)),
    choose("Learning rate", "learningRate", [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]),
    checked("Batch size", "batchSize", 1, state, change),
    choose("Input noise (σ)", "noise", [0, 0.05, 0.1, 0.2, 0.5]),
    choose(["adamw", "lion"].includes(state.optimizer) ? "Weight decay" : "L2 penalty", "weightDecay", [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1]),
    choose("Dropout", "dropout", [0, 0.1, 0.2, 0.3, 0.5]));
}

/** The tools for points of one's own; `choose` gets the class of new points, `change` other points. */
export function pointTools(points, chosen, choose, change) {
  const isEmpty = points.length === 0;
  const radio = (label, index) => {
    const input = h("input", { type: "radio", name: "pg-class", onchange: () => choose(index) });
    input.checked = chosen === index;
    return h("label", {}, input, h("span", { class: `pg-key pg-k${index}` }), label);
  };
  const button = (text, onclick) => h("button", { type: "button", disabled: isEmpty, onclick }, text);
  return h("div", { class: "pg-points" },
    h("p", { class: "hint" }, "Click into the plane to add a point, on a point to remove it. With the keyboard: arrow keys, then Enter."),
    h("fieldset", {}, h("legend", {}, "Class of new points"), ["A", "B", "C", "D"].map(radio)),
    h("p", { class: "row" }, button("Undo", () => change(points.slice(0, -1))), button("Clear", () => change([])),
      button("Download points.csv", () => save("points.csv", "text/csv", pointsAsCSV(points)))));
}

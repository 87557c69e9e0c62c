// The network as a picture: a column for each layer, each unit's response over the plane, and weights as lines.
import { h, s } from "./dom.js";
import { number } from "./format.js";
import { limits } from "./playground-state.js";
import { grid, paintUnit } from "./playground-pictures.js";

const unitSize = 26;

export class NetworkPicture {
  #lines;
  #columns;
  #training = null;
  #grid;

  /** `onChange(layers)` is called with other sizes of hidden layers. */
  constructor(onChange) {
    this.onChange = onChange;
    this.#lines = s("svg", { class: "pg-lines", "aria-hidden": "true" });
    this.#columns = h("div", { class: "pg-columns" });
    this.element = h("div", { class: "pg-network", role: "group", "aria-label": "Network" }, this.#lines, this.#columns);
    this.observer = new ResizeObserver(() => this.#layLines());
    this.observer.observe(this.element);
  }

  /** Builds the columns anew, for the training of some examples. */
  build(training, { names, classes, range, axes }) {
    const { layers } = training.settings;
    this.#training = training;
    this.#grid = grid(unitSize, range, training.sizes[0], axes);
    const change = (next, focus) => {
      this.onChange(next);
      (focus === "add" ? this.add : this.element.querySelector(`[data-key="${focus}"]`))?.focus();
    };
    const button = (key, text, label, isOff, act) =>
      h("button", { type: "button", class: "pg-small", "data-key": key, "aria-label": label, title: label, disabled: isOff, onclick: act }, text);
    const units = (count, name, column) => h("div", { class: "pg-units" }, Array.from({ length: count }, (_, unit) =>
      h("canvas", { class: "pg-unit", width: 1, height: 1, "data-layer": column, "data-unit": unit, role: "img", "aria-label": `${name}, unit ${unit + 1}: its response over the plane` })));
    const named = (list, column) => h("div", { class: "pg-units" }, list.slice(0, 10).map((name, unit) =>
      h("span", { class: "pg-name", "data-layer": column, "data-unit": unit, title: name }, name)));
    const hidden = layers.map((size, index) => {
      const name = `Hidden layer ${index + 1}`;
      const resize = (step) => change(layers.with(index, size + step), `${step > 0 ? "more" : "less"}-${index}`);
      return h("div", { class: "pg-column" },
        h("div", { class: "pg-controls" },
          button(`less-${index}`, "−", `${name}: one unit less`, size <= 1, () => resize(-1)),
          h("span", { class: "pg-size" }, `${size} unit${size === 1 ? "" : "s"}`),
          button(`more-${index}`, "+", `${name}: one unit more`, size >= limits.units, () => resize(1))),
        units(size, name, index),
        button(`remove-${index}`, "×", `Remove ${name.toLowerCase()}`, false, () => change(layers.toSpliced(index, 1), "add")));
    });
    this.#columns.replaceChildren(
      h("div", { class: "pg-column" }, h("div", { class: "pg-controls" }, "Input"), named(names, -1)), ...hidden,
      h("div", { class: "pg-column pg-last" }, h("div", { class: "pg-controls" }, "Output"), named(classes ?? ["value"], layers.length)));
    this.add = button("add", "+ layer", "Add a hidden layer", layers.length >= limits.layers, () => change([...layers, 4], "add"));
    this.add.className = "pg-add";
    this.add.removeAttribute("aria-label");
    this.#layLines();
  }

  /** Shows no network. */
  clear() {
    this.#training = null;
    for (const part of [this.#columns, this.#lines]) part.replaceChildren();
  }

  /** Lines between the units of neighbouring columns. */
  #layLines() {
    if (!this.#training) return;
    const box = this.element.getBoundingClientRect();
    const places = (layer) => [...this.#columns.querySelectorAll(`[data-layer="${layer}"]`)].map((unit) => {
      const { left, right, top, bottom } = unit.getBoundingClientRect();
      return { left: left - box.left, right: right - box.left, y: (top + bottom) / 2 - box.top };
    });
    this.#lines.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    const parts = [];
    for (let layer = 0; layer < this.#training.layerCount; layer += 1) {
      const [from, to] = [places(layer - 1), places(layer)];
      to.forEach((end, output) => from.forEach((start, input) => {
        const half = (end.left - start.right) / 2;
        parts.push(s("path", { "data-place": `${layer} ${output} ${input}`,
          d: `M${start.right} ${start.y}C${start.right + half} ${start.y} ${end.left - half} ${end.y} ${end.left} ${end.y}` }));
      }));
    }
    this.#lines.replaceChildren(...parts);
    this.#showWeights();
  }

  #showWeights() {
    const training = this.#training;
    const weights = [...Array(training.layerCount).keys()].map((layer) => training.weights(layer).weight);
    for (const line of this.#lines.children) {
      const [layer, output, input] = line.dataset.place.split(" ").map(Number);
      const weight = weights[layer][output * training.sizes[layer] + input];
      line.setAttribute("stroke-width", Math.min(6, 0.35 + 2.2 * Math.abs(weight)).toFixed(2));
      line.setAttribute("class", weight < 0 ? "below" : "above");
    }
  }

  /** Shows the weights, and each unit's outputs over the plane. */
  show(colours) {
    this.#showWeights();
    const values = this.#training.outputs(this.#grid, true);
    for (const canvas of this.#columns.querySelectorAll("canvas")) {
      const layer = Number(canvas.dataset.layer);
      paintUnit(canvas, values[layer], this.#training.sizes[layer + 1], Number(canvas.dataset.unit), unitSize, colours);
    }
  }
}

/** How much of the error reaches each layer: bars of the gradients' root mean square, from 10⁻⁶ to 1. */
export class GradientFlow {
  constructor() {
    this.list = h("ol", { class: "pg-flow" });
    this.note = h("p", { class: "hint" });
    this.element = h("section", { class: "panel" }, h("h2", {}, "Gradient flow"),
      h("p", { class: "hint" }, "Root mean square of the weights' gradients in the last batch, by layer."), this.list, this.note);
  }

  build(training) {
    this.rows = [...Array(training.layerCount).keys()].map((layer) => {
      const bar = s("rect", { x: 0, y: 0, height: 10, width: 0, rx: 2 }), value = h("span", { class: "pg-value" }, "–");
      return { bar, value, row: h("li", {}, h("span", {}, `${training.sizes[layer]} → ${training.sizes[layer + 1]}`),
        s("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, bar), value) };
    });
    this.clear();
    this.list.append(...this.rows.map(({ row }) => row));
  }

  clear() {
    this.list.replaceChildren();
    this.note.textContent = "";
  }

  show(training) {
    const norms = this.rows.map((_, layer) => training.gradientNorm(layer));
    this.rows.forEach(({ bar, value }, layer) => {
      bar.setAttribute("width", Math.max(0, Math.min(100, (Math.log10(norms[layer] + 1e-12) + 6) / 6 * 100)).toFixed(1));
      value.textContent = number(norms[layer]);
    });
    const last = norms.at(-1);
    this.note.textContent = norms[0] < last / 1000 && norms.length > 2 ? "The first layer gets less than a thousandth of what the last one gets: the gradient vanishes."
      : norms[0] > last * 1000 ? "The first layer gets a thousand times what the last one gets: the gradient explodes." : "";
  }
}

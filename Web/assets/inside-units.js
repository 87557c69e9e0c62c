// The units of a layer: an overview of all, and everything about one.
import { barTable, exampleTile, short, valueTable } from "./examples.js";
import { h, s } from "./dom.js";
import { percent } from "./format.js";
import { floats, magnitude, paintBars, paintSigned, picture } from "./pictures.js";

/** The weights of a unit as a picture where they belong to pixels, else as bars. */
function weightsPicture(form, weights, values, label, limit) {
  const isPicture = weights.source === "features" && form.width;
  if (isPicture || weights.source === "window") {
    const [channels, height, width] = isPicture ? [form.channels, form.height, form.width] : weights.shape;
    // Channels stand one below the other.
    return picture(label, (canvas) => paintSigned(canvas, values, width, height * channels, limit),
      channels === 1 ? "pixels" : "pixels tall");
  }
  return picture(label, (canvas) => paintBars(canvas, [...values], limit), "bars-canvas");
}

/** All units of a layer, a page at a time. */
export class UnitGrid {
  #from = 0;

  constructor(inside, layer, choose) {
    Object.assign(this, { inside, layer, choose });
  }

  async show(place) {
    const found = await this.inside.ask(`units?layer=${encodeURIComponent(this.layer.path)}&from=${this.#from}&count=64`);
    if (!found) return;
    const names = { features: "the input", window: "its window" };
    const about = found.weights
      ? `Each picture: the weights from ${names[found.weights.source] ?? found.weights.from} into one unit; dark blue below 0, pale orange above.`
      : "These units have no weights of their own.";
    const all = found.units.map((unit) => (unit.weights ? floats(unit.weights) : null));
    const limit = all.reduce((most, values) => Math.max(most, values ? magnitude(values) : 0), 0);
    const silent = found.units.filter((unit) => unit.is_constant).length;
    const isMeasured = !found.problem;
    const tiles = found.units.map((unit, index) => {
      const state = !isMeasured ? "" : unit.is_constant ? " constant" : ` ${(100 * unit.active).toFixed(0)} %`;
      const content = all[index]
        ? weightsPicture(this.inside.form, found.weights, all[index], `Weights of unit ${unit.unit}`, limit) : "";
      return h("li", {}, h("button", { type: "button", class: "tile", onclick: () => this.choose(unit.unit) },
        content, h("span", {}, h("b", {}, String(unit.unit)), state)));
    });
    const last = Math.min(found.total, this.#from + 64);
    const turn = (text, from) => h("button", {
      type: "button", disabled: from < 0 || from >= found.total,
      onclick: () => {
        this.#from = from;
        this.show(place);
      },
    }, text);
    place.replaceChildren(h("h2", {}, `Units of layer ${found.layer}`),
      h("p", {}, about, isMeasured
        ? ` Under it: the unit's number, and for how many of ${found.examples.toLocaleString("en")} ${found.set} examples it is above 0.` : "",
      silent ? ` ${silent} of those shown give the same for every example.` : ""),
      isMeasured ? "" : h("p", { class: "problem" }, `What the units do cannot be measured: ${found.problem}`),
      h("ul", { class: "tiles units" }, ...tiles),
      found.total > 64 ? h("p", { class: "row" }, turn("Previous", this.#from - 64),
        `${this.#from} to ${last - 1} of ${found.total}`, turn("Next", this.#from + 64)) : "");
  }
}

/** Everything about one unit. */
export class UnitPanel {
  constructor(inside, layer, unit, chooseExample) {
    Object.assign(this, { inside, layer, unit, chooseExample });
  }

  get query() { return `layer=${encodeURIComponent(this.layer.path)}&unit=${this.unit}`; }

  async show(place) {
    const found = await this.inside.ask(`unit?${this.query}`);
    if (!found) return;
    if (found.problem) {
      place.replaceChildren(h("h2", {}, `Unit ${this.unit} of layer ${found.layer}`), h("h3", {}, "Weights"), ...this.#weights(found),
        h("p", { class: "problem" }, `What it does cannot be measured: ${found.problem}`));
      return;
    }
    const answers = { form: this.inside.form, kind: "" };
    const tiles = found.strongest.map((example) => h("li", {}, exampleTile(answers, example, () => this.chooseExample(example.index),
      `${example.label ?? `example ${example.index + 1}`}: ${short(example.activation)}`)));
    const effect = h("div", { role: "status" });
    const button = h("button", { type: "button", onclick: () => this.#switchOff(button, effect) }, "Switch this unit off");
    place.replaceChildren(
      h("h2", {}, `Unit ${this.unit} of layer ${found.layer}`),
      h("div", { class: "columns" },
        h("div", {}, h("h3", {}, "Weights"), ...this.#weights(found)),
        h("div", {}, h("h3", {}, "Activations"), histogram(found),
          h("p", {}, `Mean ${short(found.mean)}, standard deviation ${short(found.standard_deviation)}, above 0 for `
            + `${(100 * found.active).toFixed(1)} % of ${found.examples.toLocaleString("en")} ${found.set} examples.`,
          found.has_positions ? " Of a channel the largest value over its positions counts." : "",
          found.not_finite ? ` ${found.not_finite} values are not finite.` : ""))),
      h("h3", {}, `The ${found.strongest.length} examples that excite it most`), h("ul", { class: "tiles" }, ...tiles),
      h("h3", {}, "Without it"), h("p", {}, button), effect);
  }

  #weights(found) {
    if (!found.weights) return [h("p", {}, "It has none of its own.")];
    const values = floats(found.values), { form } = this.inside;
    const from = found.weights.source === "layer" ? this.inside.layerList.find(({ path }) => path === found.weights.from) : null;
    const names = found.weights.source === "features" && form.names ? form.names
      : [...values.keys()].map((index) => (from && from.units === values.length ? `unit ${index}` : `input ${index}`));
    const isPicture = found.weights.source === "window" || form.width && found.weights.source === "features";
    const image = weightsPicture(form, found.weights, values, `Weights of unit ${this.unit}`);
    image.classList.add("large");
    const bias = found.bias === null ? "" : `, bias ${short(found.bias)}`;
    return [isPicture ? image : barTable(`Weights by ${from ? `unit of ${from.path}` : "input"}`, names, values),
      h("p", {}, `${values.length} weights in ${found.weights.layer}, largest magnitude ${short(magnitude(values))}${bias}.`),
      valueTable("All weights as numbers", names, values)];
  }

  async #switchOff(button, effect) {
    button.disabled = true;
    effect.replaceChildren("Computing …");
    const found = await this.inside.ask(`ablation?${this.query}`);
    button.disabled = false;
    if (!found) return effect.replaceChildren();
    const isClasses = found.kind === "classes", show = (score) => (isClasses ? percent(score.accuracy) : short(score.error));
    const { before, after } = found, value = (score) => (isClasses ? 100 * score.accuracy : score.error);
    const rows = [[before.all, after.all], ...before.classes.map((score, index) => [score, after.classes[index]])]
      .filter(([score]) => score.count > 0)
      .map(([first, second]) => h("tr", {}, h("th", { scope: "row" }, first.name), h("td", { class: "n" }, String(first.count)),
        h("td", { class: "n" }, show(first)), h("td", { class: "n" }, show(second)),
        h("td", { class: "n" }, signed(value(second) - value(first), isClasses))));
    const measure = isClasses ? "accuracy" : found.kind === "values" ? "mean absolute error" : "mean squared error";
    effect.replaceChildren(
      h("p", {}, `Its value set to 0, the ${measure} on ${found.examples.toLocaleString("en")} ${found.set} examples is ${show(after.all)} in place of ${show(before.all)}`,
        isClasses ? `; ${found.changed_answers} answers change.` : "."),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Scores with and without the unit" },
        h("table", { class: "plain narrow" },
          h("thead", {}, h("tr", {}, ...["class", "examples", "with", "without", "change"].map((text, index) =>
            h("th", { scope: "col", class: index ? "n" : "" }, text)))),
          h("tbody", {}, ...rows))));
    return undefined;
  }
}

function signed(value, isPercent) {
  const text = isPercent ? `${Math.abs(value).toFixed(2)}` : short(Math.abs(value));
  return `${value < 0 ? "−" : value > 0 ? "+" : ""}${text}`;
}

/** The histogram as SVG, with the numbers in a table. */
function histogram({ edges, counts }) {
  if (!counts.length) return h("p", {}, "There are no finite values.");
  const width = 320, height = 120, most = Math.max(...counts), step = width / counts.length;
  const bars = counts.map((count, index) => s("rect", {
    x: index * step, width: Math.max(.5, step - 1), y: height - height * count / most, height: height * count / most,
  }));
  const zero = edges[0] < 0 && edges.at(-1) > 0 ? -edges[0] / (edges.at(-1) - edges[0]) * width : null;
  const figure = s("svg", {
    viewBox: `0 0 ${width} ${height + 18}`, class: "histogram", role: "img",
    "aria-label": `Histogram from ${short(edges[0])} to ${short(edges.at(-1))}, at most ${most} examples in a bin`,
  }, ...bars,
  ...(zero === null ? [] : [s("line", { x1: zero, x2: zero, y1: 0, y2: height })]),
  s("text", { x: 0, y: height + 14 }, short(edges[0])), s("text", { x: width, y: height + 14, "text-anchor": "end" }, short(edges.at(-1))));
  const names = counts.map((_, index) => `${short(edges[index])} to ${short(edges[index + 1])}`);
  return h("div", {}, figure, valueTable("The histogram as numbers", names, counts));
}

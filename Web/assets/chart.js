// Line charts as SVG: curves, bands, marks, values under the pointer or the keyboard, a table of the numbers on demand.
import { h, s, table } from "./dom.js";
import { number } from "./format.js";

const size = { width: 640, height: 260, left: 52, right: 10, top: 8, bottom: 26 };

/** A number with as many decimals as tell neighbouring ticks apart. */
const tickText = (value, step, format) => {
  const text = format(value);
  if (text.endsWith("%") || Math.abs(step) >= 1e-3 || value === 0) return text.replace(/(\.\d*?)0+(?= %|$)/, "$1").replace(/\.(?= |$)/, "");
  return value.toPrecision(3).replace("-", "−");
};

/** Round numbers between two ends. */
function ticks(low, high, count) {
  const step = 10 ** Math.floor(Math.log10((high - low) / count || 1));
  const factor = [1, 2, 5, 10].find((part) => (high - low) / (step * part) <= count) ?? 10;
  const found = [];
  for (let value = Math.ceil(low / (step * factor)) * step * factor; value <= high + 1e-9 * step; value += step * factor) {
    found.push(Math.abs(value) < 1e-12 ? 0 : value);
  }
  return found;
}

/**
 * A chart. `update({series, marks})` draws it anew: a series is `{name, x, y, lower, upper, runs, tone}`, where null leaves a
 * gap; a mark is `{x, text}`.
 */
export class LineChart {
  constructor({ title, x = "epoch", format = number, log = false }) {
    Object.assign(this, { title, x, format, log, hidden: new Set(), series: [], marks: [], index: null });
    this.svg = s("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img", tabindex: 0, "aria-label": title });
    this.readout = h("p", { class: "readout", "aria-live": "polite" });
    this.legend = h("ul", { class: "legend" });
    this.numbers = h("details", {}, h("summary", {}, "Numbers"));
    this.numbers.addEventListener("toggle", () => this.showNumbers());
    this.element = h("figure", { class: "chart" }, h("figcaption", {}, title), this.svg, this.readout, this.legend, this.numbers);
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerdown", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => this.select(null));
    this.svg.addEventListener("blur", () => this.select(null));
    this.svg.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step || !this.xs.length) return;
      event.preventDefault();
      const next = this.index === null ? (step > 0 ? 0 : this.xs.length - 1) : this.index + step;
      this.select(Math.max(0, Math.min(this.xs.length - 1, next)));
    });
  }

  update({ series, marks = [] }) {
    this.series = series.filter(({ y }) => y.some((value) => value !== null && Number.isFinite(value)));
    this.marks = marks;
    this.draw();
    this.showLegend();
    if (this.numbers.open) this.showNumbers();
  }

  get visible() { return this.series.filter(({ name }) => !this.hidden.has(name)); }

  draw() {
    const shown = this.visible;
    this.xs = [...new Set(shown.flatMap(({ x }) => x))].sort((a, b) => a - b);
    const values = shown.flatMap(({ y, lower = [], upper = [], runs = [] }) => [y, lower, upper, ...runs].flat())
      .filter((value) => value !== null && Number.isFinite(value) && (!this.log || value > 0));
    if (!values.length) {
      this.svg.replaceChildren(s("text", { x: size.width / 2, y: size.height / 2, "text-anchor": "middle" }, "no values yet"));
      return;
    }
    let [low, high] = [Math.min(...values), Math.max(...values)];
    const usesLog = this.log && low > 0 && high / low > 20;
    const turn = usesLog ? Math.log10 : (value) => value;
    [low, high] = [turn(low), turn(high)];
    const slack = high - low > 1e-9 * Math.abs(high) ? (high - low) * 0.05 : Math.abs(high) * 0.5 || 0.5;
    [low, high] = [low - slack, high + slack];
    const [first, last] = [this.xs[0], Math.max(this.xs.at(-1), this.xs[0] + 1)];
    const px = (value) => size.left + (value - first) / (last - first) * (size.width - size.left - size.right);
    const py = (value) => size.height - size.bottom - (turn(value) - low) / (high - low) * (size.height - size.top - size.bottom);
    Object.assign(this, { px, py });
    const parts = [];
    const levels = usesLog ? ticks(low, high, 5).filter(Number.isInteger).map((power) => 10 ** power) : ticks(low, high, 5);
    const lines = levels.length > 1 ? levels : ticks(low, high, 4).map((level) => usesLog ? 10 ** level : level);
    for (const value of lines) {
      const y = py(value);
      parts.push(s("line", { class: "grid-line", x1: size.left, x2: size.width - size.right, y1: y, y2: y }),
        s("text", { x: size.left - 6, y: y + 4, "text-anchor": "end" }, tickText(value, lines[1] - lines[0], this.format)));
    }
    for (const value of ticks(first, last, 7).filter(Number.isInteger)) {
      parts.push(s("text", { x: px(value), y: size.height - 8, "text-anchor": "middle" }, number(value)));
    }
    parts.push(s("line", { class: "axis", x1: size.left, x2: size.width - size.right, y1: size.height - size.bottom, y2: size.height - size.bottom }));
    for (const { x, text } of this.marks) {
      if (x < first || x > last) continue;
      parts.push(s("line", { class: "mark", x1: px(x), x2: px(x), y1: size.top, y2: size.height - size.bottom }, s("title", {}, text)),
        s("text", { x: px(x) + 4, y: size.top + 10 }, text));
    }
    for (const one of shown) parts.push(this.curve(one));
    this.pointer = s("g");
    this.svg.replaceChildren(...parts, this.pointer);
    if (this.index !== null) this.select(Math.min(this.index, this.xs.length - 1));
  }

  curve({ x, y, lower, upper, runs = [], tone }) {
    const group = s("g", { class: `s${tone % 8}` });
    const path = (ys) => {
      let text = "", isOpen = false;
      ys.forEach((value, index) => {
        if (value === null || !Number.isFinite(value) || this.log && value <= 0) { isOpen = false; return; }
        text += `${isOpen ? "L" : "M"}${this.px(x[index]).toFixed(1)} ${this.py(value).toFixed(1)}`;
        isOpen = true;
      });
      return text;
    };
    if (lower && upper) {
      const back = x.map((_, index) => x.length - 1 - index);
      const line = (ys, order) => order.map((index) => `${this.px(x[index]).toFixed(1)} ${this.py(ys[index]).toFixed(1)}`).join("L");
      group.append(s("path", { class: "band", fill: "currentColor", d: `M${line(upper, [...x.keys()])}L${line(lower, back)}Z` }));
    }
    for (const run of runs) group.append(s("path", { class: "thin", stroke: "currentColor", d: path(run) }));
    group.append(s("path", { class: "curve", stroke: "currentColor", d: path(y) }));
    if (y.filter((value) => value !== null).length === 1) {
      const index = y.findIndex((value) => value !== null);
      group.append(s("circle", { r: 3, fill: "currentColor", cx: this.px(x[index]), cy: this.py(y[index]) }));
    }
    return group;
  }

  point(event) {
    if (!this.px || !this.xs.length) return;
    const box = this.svg.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * size.width;
    let best = 0;
    this.xs.forEach((value, index) => {
      if (Math.abs(this.px(value) - at) < Math.abs(this.px(this.xs[best]) - at)) best = index;
    });
    this.select(best);
  }

  /** Shows the values at one x. */
  select(index) {
    this.index = index;
    if (!this.pointer) return;
    if (index === null || index < 0) {
      this.pointer.replaceChildren();
      this.readout.textContent = "";
      return;
    }
    const x = this.xs[index];
    const found = this.visible.flatMap((one) => {
      const position = one.x.indexOf(x), value = one.y[position];
      return position < 0 || value === null || value === undefined ? [] : [{ ...one, value, position }];
    });
    this.readout.textContent = `${this.x} ${number(x)}: ` + found.map(({ name, value, lower, upper, position }) =>
      `${name} ${this.format(value)}` + (lower ? ` (${this.format(lower[position])} to ${this.format(upper[position])})` : "")).join(", ");
    this.pointer.replaceChildren(
      s("line", { class: "pointer", x1: this.px(x), x2: this.px(x), y1: size.top, y2: size.height - size.bottom }),
      ...found.map(({ value, tone }) => s("circle", { class: `s${tone % 8}`, r: 3.5, fill: "currentColor", cx: this.px(x), cy: this.py(value) })));
  }

  showLegend() {
    const names = this.series.map(({ name }) => name).join("\n");
    if (names === this.legendNames) return;
    this.legendNames = names;
    this.legend.replaceChildren(...this.series.length < 2 ? [] : this.series.map(({ name, tone }) => {
      const button = h("button", { type: "button", "aria-pressed": String(!this.hidden.has(name)) },
        h("span", { class: `swatch s${tone % 8}` }), name);
      button.addEventListener("click", () => {
        if (!this.hidden.delete(name)) this.hidden.add(name);
        button.setAttribute("aria-pressed", String(!this.hidden.has(name)));
        this.draw();
      });
      return h("li", {}, button);
    }));
  }

  showNumbers() {
    this.numbers.querySelector(".scroll")?.remove();
    if (!this.numbers.open) return;
    const rows = this.xs.map((x) => [x, ...this.series.map((one) => {
      const value = one.y[one.x.indexOf(x)];
      return value === null || value === undefined ? "" : this.format(value);
    })]);
    this.numbers.append(table([this.x, ...this.series.map(({ name }) => name)], rows, { caption: `${this.title}: numbers` }));
  }
}

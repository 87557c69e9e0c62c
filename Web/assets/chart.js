// Line charts as SVG: curves, bands, marks, values under the pointer or the keyboard, a table of the numbers on demand.
import { h, s, table, within } from "./dom.js";
import { number } from "./format.js";

const size = { height: 260, left: 52, right: 10, top: 8, bottom: 26 };

/** A number with as many decimals as tell neighbouring ticks apart. */
const tickText = (value, step, format) => {
  const text = format(value);
  if (text.endsWith("%") || Math.abs(step) >= 1e-3 || value === 0) return text.replace(/(\.\d*?)0+(?= %|$)/, "$1").replace(/\.(?= |$)/, "");
  return String(Number(value.toPrecision(3))).replace("-", "−");
};

/** The least and the greatest of the values that can be drawn; lists may be too long to be arguments. */
function range(lists, isDrawn) {
  let low = Infinity, high = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      if (!isDrawn(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** The positions that show in a curve of a few hundred pixels: the least and the greatest value of each stretch. */
function thinned(ys, isDrawn) {
  if (ys.length <= 1500) return ys.keys();
  const found = [], stretch = Math.ceil(ys.length / 600);
  for (let first = 0; first < ys.length; first += stretch) {
    let low = -1, high = -1;
    for (let index = first; index < Math.min(ys.length, first + stretch); index += 1) {
      if (!isDrawn(ys[index])) continue;
      if (low < 0 || ys[index] < ys[low]) low = index;
      if (high < 0 || ys[index] > ys[high]) high = index;
    }
    if (low >= 0) found.push(...(low === high ? [low] : low < high ? [low, high] : [high, low]));
  }
  return found;
}

/** Round numbers between two ends. */
function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const step = 10 ** Math.floor(Math.log10((high - low) / count || 1));
  const factor = [1, 2, 5, 10].find((part) => (high - low) / (step * part) <= count) ?? 10;
  const found = [];
  for (let value = Math.ceil(low / (step * factor)) * step * factor; value <= high + 1e-9 * step; value += step * factor) {
    // Sums of steps have rounding errors, which must not show.
    found.push(Number((Math.round(value / (step * factor)) * step * factor).toPrecision(12)));
  }
  return found;
}

/** Eight colours, then the same ones dashed. */
const toneClass = (tone) => `s${tone % 8}${tone >> 3 & 1 ? " dashed" : ""}`;

/**
 * A chart. `update({series, marks})` draws it anew: a series is `{name, x, y, lower, upper, runs, tone}`, where null leaves a
 * gap; a mark is `{x, text}`.
 */
export class LineChart {
  constructor({ title, x = "epoch", format = number, log = false }) {
    Object.assign(this, { title, x, format, log, hidden: new Set(), series: [], marks: [], index: null, width: 640 });
    this.svg = s("svg", { viewBox: `0 0 640 ${size.height}`, role: "img", tabindex: 0, "aria-label": title });
    this.readout = h("p", { class: "hidden", role: "status" });
    this.place = h("span", { class: "place" });
    this.legend = h("ul", { class: "legend" });
    this.numbers = h("details", {}, h("summary", {}, "Numbers"));
    this.numbers.addEventListener("toggle", () => this.showNumbers());
    this.element = h("figure", { class: "chart" }, h("figcaption", {}, title, " ", this.place), this.svg, this.legend, this.readout, this.numbers);
    // A chart is drawn as wide as it is shown, so that its text has one size on every screen.
    new ResizeObserver(([{ contentRect }]) => {
      const width = Math.round(contentRect.width);
      if (width < 100 || width === this.width) return;
      this.width = width;
      this.svg.setAttribute("viewBox", `0 0 ${width} ${size.height}`);
      this.draw();
    }).observe(this.svg);
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
      this.readout.textContent = this.text();
    });
  }

  update({ series, marks = [] }) {
    this.series = series.filter(({ y }) => y.some(Number.isFinite));
    this.marks = marks;
    this.showLegend();
    this.draw();
    if (this.numbers.open) this.showNumbers();
  }

  get visible() { return this.series.filter(({ name }) => !this.hidden.has(name)); }

  draw() {
    const shown = this.visible;
    this.xs = [...new Set(shown.flatMap(({ x }) => x))].sort((a, b) => a - b);
    this.positions = new Map(shown.map((one) => [one, new Map(one.x.map((value, index) => [value, index]))]));
    this.isDrawn = (value) => Number.isFinite(value) && (!this.log || value > 0);
    let [low, high] = range(shown.flatMap(({ y, lower, upper, runs = [] }) => [y, lower ?? [], upper ?? [], ...runs]), this.isDrawn);
    if (low > high) {
      this.px = this.pointer = null;
      this.select(null);
      this.svg.replaceChildren(s("text", { x: this.width / 2, y: size.height / 2, "text-anchor": "middle" }, "no values yet"));
      return;
    }
    const usesLog = this.log && low > 0 && high / low > 20;
    const turn = usesLog ? Math.log10 : (value) => value;
    [low, high] = [turn(low), turn(high)];
    const slack = high - low > 1e-9 * Math.abs(high) ? (high - low) * 0.05 : Math.abs(high) * 0.5 || 0.5;
    [low, high] = [low - slack, high + slack];
    const [first, last] = [this.xs[0], Math.max(this.xs.at(-1), this.xs[0] + 1)];
    const px = (value) => size.left + (value - first) / (last - first) * (this.width - size.left - size.right);
    const py = (value) => size.height - size.bottom - (turn(value) - low) / (high - low) * (size.height - size.top - size.bottom);
    Object.assign(this, { px, py });
    const parts = [];
    const levels = usesLog ? ticks(low, high, 5).filter(Number.isInteger).map((power) => 10 ** power) : ticks(low, high, 5);
    const lines = levels.length > 1 ? levels : ticks(low, high, 4).map((level) => usesLog ? 10 ** level : level);
    for (const value of lines) {
      const y = py(value);
      parts.push(s("line", { class: "grid-line", x1: size.left, x2: this.width - size.right, y1: y, y2: y }),
        s("text", { x: size.left - 6, y: y + 4, "text-anchor": "end" }, tickText(value, lines[1] - lines[0], this.format)));
    }
    for (const value of ticks(first, last, Math.max(2, Math.floor(this.width / 90))).filter(Number.isInteger)) {
      parts.push(s("text", { x: px(value), y: size.height - 8, "text-anchor": "middle" }, number(value)));
    }
    parts.push(s("line", { class: "axis", x1: size.left, x2: this.width - size.right, y1: size.height - size.bottom, y2: size.height - size.bottom }));
    for (const { x, text } of this.marks) {
      if (x < first || x > last) continue;
      parts.push(s("line", { class: "mark", x1: px(x), x2: px(x), y1: size.top, y2: size.height - size.bottom }, s("title", {}, text)),
        s("text", { class: "mark-text", x: px(x) + 4, y: size.top + 10 }, text));
    }
    for (const one of shown) parts.push(this.curve(one));
    this.pointer = s("g");
    this.svg.replaceChildren(...parts, this.pointer);
    this.select(this.index === null ? null : Math.min(this.index, this.xs.length - 1));
  }

  curve({ x, y, lower, upper, runs = [], tone }) {
    const group = s("g", { class: toneClass(tone) });
    const path = (ys) => {
      let text = "", isOpen = false;
      for (const index of thinned(ys, this.isDrawn)) {
        if (!this.isDrawn(ys[index])) { isOpen = false; continue; }
        text += `${isOpen ? "L" : "M"}${this.px(x[index]).toFixed(1)} ${this.py(ys[index]).toFixed(1)}`;
        isOpen = true;
      }
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
    const at = within(this.svg, event)[0] * this.width;
    let best = 0;
    this.xs.forEach((value, index) => {
      if (Math.abs(this.px(value) - at) < Math.abs(this.px(this.xs[best]) - at)) best = index;
    });
    if (best !== this.index) this.select(best);
  }

  /** A curve's value at an x; the last one it has where none is chosen. */
  value(one) {
    const position = this.index === null ? one.y.findLastIndex((value) => Number.isFinite(value)) : this.positions.get(one)?.get(this.xs[this.index]) ?? -1;
    const value = one.y[position];
    return value == null ? null : { value, position };
  }

  /** Shows the values at one x, or the last ones. */
  select(index) {
    this.index = index === null || index < 0 ? null : index;
    const x = this.index === null ? null : this.xs[this.index];
    this.place.textContent = x === null ? "" : `${this.x} ${number(x)}`;
    for (const one of this.series) {
      const found = this.hidden.has(one.name) ? null : this.value(one);
      const label = this.values?.get(one.name);
      const text = found ? this.format(found.value) : "";
      if (label && label.textContent !== text) label.textContent = text;
    }
    if (!this.pointer) return;
    if (x === null) {
      this.pointer.replaceChildren();
      return;
    }
    this.pointer.replaceChildren(
      s("line", { class: "pointer", x1: this.px(x), x2: this.px(x), y1: size.top, y2: size.height - size.bottom }),
      ...this.visible.flatMap((one) => {
        const found = this.value(one);
        return found && this.isDrawn(found.value)
          ? [s("circle", { class: toneClass(one.tone), r: 3.5, fill: "currentColor", cx: this.px(x), cy: this.py(found.value) })] : [];
      }));
  }

  /** The chosen values as a sentence. */
  text() {
    const values = this.visible.flatMap((one) => {
      const found = this.value(one);
      if (!found) return [];
      const band = one.lower ? ` (${this.format(one.lower[found.position])} to ${this.format(one.upper[found.position])})` : "";
      return [`${one.name} ${this.format(found.value)}${band}`];
    });
    return `${this.place.textContent}: ${values.join(", ")}`;
  }

  showLegend() {
    const names = this.series.map(({ name }) => name).join("\n");
    if (names === this.legendNames) return;
    this.legendNames = names;
    this.values = new Map(this.series.map(({ name }) => [name, h("span", { class: "value" })]));
    this.legend.replaceChildren(...this.series.map(({ name, tone }) => {
      const button = h("button", { type: "button", "aria-pressed": String(!this.hidden.has(name)) },
        h("span", { class: `swatch ${toneClass(tone)}` }), h("span", { class: "name" }, name), " ", this.values.get(name));
      button.addEventListener("click", () => {
        if (!this.hidden.delete(name)) this.hidden.add(name);
        button.setAttribute("aria-pressed", String(!this.hidden.has(name)));
        this.draw();
      });
      return h("li", {}, button);
    }));
  }

  /** A table of at most the last 500 rows. */
  showNumbers() {
    this.numbers.querySelector(".scroll")?.remove();
    if (!this.numbers.open) return;
    const positions = this.series.map((one) => new Map(one.x.map((x, index) => [x, index])));
    const all = [...new Set(this.series.flatMap(({ x }) => x))].sort((a, b) => a - b);
    const rows = all.slice(-500).map((x) => [x, ...this.series.map((one, index) => {
      const value = one.y[positions[index].get(x)];
      return value == null ? "" : this.format(value);
    })]);
    this.numbers.append(table([this.x, ...this.series.map(({ name }) => name)], rows, { caption: `${this.title}: ${all.length > 500 ? "the last 500" : "all"} numbers` }));
  }
}

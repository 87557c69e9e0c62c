// The map of codes: points by class, a cursor that pointers and arrow keys move, class regions behind.
import { h, within } from "./dom.js";

const size = 520;
const margin = 14;
const regionCells = 65;

export class CodeMap {
  #context;
  #moved;
  #positions;
  #labels;
  #background = null;
  #regions = null;
  #isRegions = false;
  #marks = [];
  point = [0, 0];

  constructor(found, positions, moved, signal) {
    this.#positions = positions;
    this.#labels = found.labels;
    this.#moved = moved;
    this.classes = found.classes;
    this.canvas = h("canvas", {
      class: "map", tabindex: "0", role: "application", "aria-roledescription": "map",
      "aria-label": `Map of ${found.count} codes; arrow keys move the point that is decoded`,
    });
    this.canvas.width = this.canvas.height = size;
    this.#context = this.canvas.getContext("2d");
    this.#fit();
    this.element = h("div", { class: "map-box" }, this.canvas,
      h("ul", { class: "legend" }, ...this.classes.slice(0, 30).map((name, index) =>
        h("li", {}, h("span", { class: `dot k${index % 10}` }), name))));
    const on = (name, handler) => this.canvas.addEventListener(name, handler, { signal });
    on("pointerdown", (event) => {
      event.preventDefault();
      this.canvas.focus({ preventScroll: true });
      this.canvas.setPointerCapture(event.pointerId);
      this.#follow(event);
    });
    on("pointermove", (event) => { if (event.buttons & 1) this.#follow(event); });
    on("keydown", (event) => this.#key(event));
    // Canvases do not follow the theme by themselves.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#background = this.#regions = null;
      this.draw();
    }, { signal });
  }

  /** The middle of the codes. */
  get center() { return [(this.low[0] + this.high[0]) / 2, (this.low[1] + this.high[1]) / 2]; }

  set showsRegions(isShown) {
    this.#isRegions = isShown;
    this.draw();
  }

  /** Points with a letter, such as the codes of drawings. */
  set marks(marks) {
    this.#marks = marks;
    this.draw();
  }

  /** The range of the codes, without the outermost hundredth on each side. */
  #fit() {
    const range = [0, 1].map((axis) => {
      const values = this.#positions.filter((_, index) => index % 2 === axis).sort();
      return [values[Math.floor(values.length * .005)], values[Math.ceil(values.length * .995) - 1]];
    });
    this.low = range.map(([low]) => low);
    this.high = range.map(([low, high]) => (high > low ? high : low + 1));
    if (range[1][0] === range[1][1]) [this.low[1], this.high[1]] = [-1, 1];
    for (const axis of [0, 1]) {
      const spare = .05 * (this.high[axis] - this.low[axis]);
      this.low[axis] -= spare;
      this.high[axis] += spare;
    }
  }

  #pixel(x, y) {
    const scale = (value, axis) => margin + (value - this.low[axis]) / (this.high[axis] - this.low[axis]) * (size - 2 * margin);
    return [scale(x, 0), size - scale(y, 1)];
  }

  #point(across, down) {
    const scale = (value, axis) => this.low[axis] + (value - margin) / (size - 2 * margin) * (this.high[axis] - this.low[axis]);
    return [scale(across, 0), scale(size - down, 1)];
  }

  #follow(event) {
    this.moveTo(...this.#point(...within(this.canvas, event).map((share) => size * Math.min(1, Math.max(0, share)))));
  }

  #key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }, move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const step = event.shiftKey ? .004 : .02;
    const to = [0, 1].map((axis) => Math.min(this.high[axis], Math.max(this.low[axis],
      this.point[axis] + step * move[axis] * (this.high[axis] - this.low[axis]))));
    this.moveTo(...to);
  }

  moveTo(x, y) {
    this.point = [x, y];
    this.draw();
    this.#moved(x, y);
  }

  #colors() {
    const style = getComputedStyle(this.canvas);
    return { points: Array.from({ length: 10 }, (_, index) => style.getPropertyValue(`--k${index}`).trim() || "#888"), ink: style.color };
  }

  /** All points, drawn once. */
  #points({ points }) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const context = canvas.getContext("2d");
    context.globalAlpha = .75;
    for (let row = 0; row < this.#positions.length / 2; row += 1) {
      context.fillStyle = points[(this.#labels[row] ?? 0) % 10];
      const [x, y] = this.#pixel(this.#positions[2 * row], this.#positions[2 * row + 1]);
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
    }
    return canvas;
  }

  /** The class of the nearest point for each cell. */
  #nearestClasses({ points }) {
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d"), cell = size / regionCells;
    canvas.width = canvas.height = regionCells;
    const places = this.#labels.map((_, row) => this.#pixel(this.#positions[2 * row], this.#positions[2 * row + 1]));
    for (let index = 0; index < regionCells ** 2; index += 1) {
      const x = index % regionCells, y = Math.floor(index / regionCells);
      let best = 0, least = Infinity;
      for (let row = 0; row < places.length; row += 1) {
        const across = places[row][0] - (x + .5) * cell, down = places[row][1] - (y + .5) * cell;
        const distance = across * across + down * down;
        if (distance < least) [best, least] = [row, distance];
      }
      context.fillStyle = points[this.#labels[best] % 10];
      context.fillRect(x, y, 1, 1);
    }
    return canvas;
  }

  draw() {
    const context = this.#context, colors = this.#colors();
    this.#background ??= this.#points(colors);
    context.clearRect(0, 0, size, size);
    if (this.#isRegions) {
      this.#regions ??= this.#nearestClasses(colors);
      context.globalAlpha = .3;
      context.imageSmoothingEnabled = false;
      context.drawImage(this.#regions, 0, 0, size, size);
      context.globalAlpha = 1;
    }
    context.drawImage(this.#background, 0, 0);
    context.strokeStyle = context.fillStyle = colors.ink;
    context.lineWidth = 2;
    context.font = "bold 18px system-ui, sans-serif";
    if (this.#marks.length === 2) {
      context.beginPath();
      for (const [, x, y] of this.#marks) context.lineTo(...this.#pixel(x, y));
      context.stroke();
    }
    for (const [letter, x, y] of this.#marks) {
      const [across, down] = this.#pixel(x, y);
      context.fillText(letter, across + 6, down - 6);
      context.fillRect(across - 4, down - 4, 8, 8);
    }
    const [x, y] = this.#pixel(...this.point);
    context.beginPath();
    context.arc(x, y, 9, 0, 7);
    for (const [dx, dy] of [[1, 0], [0, 1]]) {
      context.moveTo(x - 14 * dx, y - 14 * dy);
      context.lineTo(x + 14 * dx, y + 14 * dy);
    }
    context.stroke();
  }
}

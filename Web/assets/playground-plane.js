// The playground's plane: the examples, the network's answer, and points of one's own by pointer and keyboard.
import { h, within } from "./dom.js";
import { number } from "./format.js";
import { snap } from "./playground-data.js";
import { plainRange } from "./playground-examples.js";
import { grid, paintCurve, paintPlane } from "./playground-pictures.js";

const size = 72;

export class Plane {
  #cursor = null;
  #grid = null;
  #range = plainRange;
  #draws = false;
  #view;

  /** `view` puts a point (`put`), says what a screen reader tells (`say`), and paints anew (`paint`). */
  constructor(view) {
    this.#view = view;
    this.canvas = h("canvas", { class: "pg-big", role: "img", width: 1, height: 1,
      onpointerdown: (event) => this.#pointed(event), onkeydown: (event) => this.#pressed(event),
      onblur: () => { this.#cursor = null; view.paint(); } });
    this.legend = h("ul", { class: "pg-legend" });
    let width = 0;
    this.observer = new ResizeObserver(() => {
      if (this.canvas.clientWidth !== width) { width = this.canvas.clientWidth; view.paint(); }
    });
    this.observer.observe(this.canvas);
  }

  /** Takes other examples; `data` names them. */
  build({ parts: [training, held], classes, axes, range }, data) {
    this.#grid = grid(size, range, training.width, axes);
    const isOwn = data === "points" || data === "csv";
    this.legend.replaceChildren(
      ...(classes?.length <= 4 ? classes.map((name, index) => h("li", { class: `pg-key pg-k${index}` }, isOwn ? name : `class ${name}`)) : []),
      h("li", {}, `${training.count} to learn (filled)`), held ? h("li", {}, `${held.count} held out (rings)`) : "");
  }

  clear() { this.legend.replaceChildren(); }

  /** Paints the examples and the answer of their training, or the points of one's own alone. */
  paint({ training, examples }, { data, points }, colours) {
    const { canvas } = this;
    this.#draws = data === "points";
    this.#range = examples?.range ?? plainRange;
    canvas.classList.toggle("draws", this.#draws);
    canvas.tabIndex = this.#draws ? 0 : -1;
    canvas.setAttribute("role", this.#draws ? "application" : "img");
    canvas.setAttribute("aria-label", this.#draws ? "Plane with your points; arrow keys move the cross, Enter adds or removes a point" : "Plane with the examples and the network's answer");
    const shown = { range: this.#range, colours, cursor: this.#cursor };
    if (!training) {
      const own = { features: points.flatMap(({ x, y }) => [x, y]), labels: points.map(({ label }) => label), count: points.length, width: 2 };
      paintPlane(canvas, { ...shown, size: 1, values: [0.5, 0.5], outputs: 2, examples: this.#draws ? [own] : [], axes: [0, 1] });
      return;
    }
    const { parts, classes, axes, range, data: { width, outputs } } = examples;
    if (width === 1 && !classes) {
      const xs = Float32Array.from({ length: 160 }, (_, index) => range.x[0] + index / 159 * (range.x[1] - range.x[0]));
      paintCurve(canvas, { ...shown, xs, ys: training.outputs(xs), examples: parts });
      return;
    }
    const raw = training.outputs(this.#grid);
    paintPlane(canvas, { ...shown, size, values: classes ? training.probabilities(raw) : raw, outputs, target: range.target, examples: parts, axes });
  }

  #pointed(event) {
    if (!this.#draws || event.button !== 0) return;
    const [across, down] = within(this.canvas, event), { x, y } = this.#range;
    this.#view.put({ x: x[0] + across * (x[1] - x[0]), y: y[1] - down * (y[1] - y[0]) });
  }

  #pressed(event) {
    if (!this.#draws) return;
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const { x, y } = this.#cursor ??= { x: 0, y: 0 };
    if (move) {
      this.#cursor = { x: snap(x + 0.1 * move[0]), y: snap(y + 0.1 * move[1]) };
      this.#view.say(`x ${number(this.#cursor.x)}, y ${number(this.#cursor.y)}`);
    } else this.#view.put(this.#cursor);
    this.#view.paint();
  }
}

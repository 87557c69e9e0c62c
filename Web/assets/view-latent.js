// Walk through the codes of an autoencoder: a map of the codes, and what each point of it is decoded to.
import { get, runPath } from "./api.js";
import { h } from "./dom.js";
import { exampleTile, spread } from "./examples.js";
import { CodeMap } from "./latent-map.js";
import { Mixture } from "./latent-mix.js";
import { choice, finishedRuns, openNetwork, runChoice, sharedEngine } from "./networks.js";
import { floats, paintBars, paintInk } from "./pictures.js";

export const title = "Latent walk";

export async function show(main, parameters, signal) {
  main.append(h("h1", {}, title));
  const coders = await finishedRuns((run) => run.kind === "autoencoder");
  if (signal.aborted) return;
  if (!coders.length) {
    main.append(h("p", {}, "No autoencoder yet: ", h("code", {}, "fledge train --dataset mnist --autoencoder 128,2 --output runs/codes"), "."));
    return;
  }
  const id = parameters.id ?? coders[0].id;
  main.append(h("p", { class: "row" }, runChoice("latent", "Autoencoder", coders, id)));
  const walk = new Walk(id, signal);
  main.append(walk.problem, walk.element);
  await walk.load();
}

class Walk {
  #frame = 0;
  #timer = 0;
  #asked = 0;

  constructor(id, signal) {
    this.id = id;
    this.signal = signal;
    this.base = runPath(id);
    this.problem = h("p", { class: "problem", role: "alert" });
    this.element = h("div", {});
    signal.addEventListener("abort", () => { cancelAnimationFrame(this.#frame); clearTimeout(this.#timer); });
  }

  async load(axes = "") {
    let found;
    try {
      [this.engine, this.network, found] = await Promise.all([
        sharedEngine(), openNetwork(this.id), get(`${this.base}/latent${axes}`),
      ]);
      if (!this.network.blocks.decoder) throw new Error("this network has no part named decoder");
    } catch (error) {
      this.problem.textContent = error.message;
      return;
    }
    if (this.signal.aborted) return;
    this.problem.textContent = "";
    this.found = found;
    this.directions = found.directions.map(floats);
    this.origin = floats(found.origin);
    this.codes = floats(found.codes);
    this.positions = floats(found.positions);
    this.#build();
  }

  #build() {
    const { found, signal } = this;
    this.map = new CodeMap(found, this.positions, (x, y) => this.#moved(x, y), signal);
    this.decoded = h("canvas", { class: "pixels huge", role: "img", "aria-label": "The decoded image" });
    this.decoded.dataset.frames = "0";
    this.place = h("p", { class: "hint" });
    this.live = h("p", { class: "hidden", role: "status", "aria-live": "polite" });
    this.nearest = h("div", {});
    const regions = h("input", { type: "checkbox", id: "latent-regions", onchange: () => { this.map.showsRegions = regions.checked; } });
    this.element.replaceChildren(
      h("p", {}, `${found.method} Points: the codes of ${found.count.toLocaleString("en")} of ${found.total.toLocaleString("en")} ${found.set} examples.`,
        " Drag over the map, or use the arrow keys."),
      ...(found.width > 2 ? [this.#axes()] : []),
      h("div", { class: "columns" },
        h("div", {}, this.map.element,
          h("p", { class: "hint" }, `To the right: ${found.axes[0]}${found.axes[1] ? `; upwards: ${found.axes[1]}` : ""}.`), found.classes.length
          ? h("p", { class: "row" }, regions, h("label", { for: "latent-regions" }, "Class regions: the class of the nearest code on the map")) : ""),
        h("div", {}, h("h2", {}, "Decoded"), this.decoded, this.place, this.live, h("h2", {}, "Nearest examples"), this.nearest)));
    if (found.form.width === 28 && found.form.height === 28 && found.form.channels === 1) {
      this.mixture = new Mixture(this, signal);
      this.element.append(this.mixture.element);
    } else {
      this.element.append(h("p", { class: "hint" }, "Drawings cannot be mixed here: these examples are not pictures of 28 × 28 pixels."));
    }
    this.map.draw();
    this.map.moveTo(...this.map.center);
  }

  /** Which plane of the codes is the map. */
  #axes() {
    const numbers = Array.from({ length: this.found.width }, (_, index) => [String(index), `number ${index + 1}`]);
    const change = (changed, value) => {
      const other = selects[1 - changed];
      // Two components or two different numbers: one of them alone makes no plane.
      if (value === "") other.value = "";
      else if (other.value === "" || other.value === value) other.value = value === "0" ? "1" : "0";
      this.axes = selects.map((select) => select.value);
      this.load(value === "" ? "" : `?x=${this.axes[0]}&y=${this.axes[1]}`);
    };
    const parts = ["To the right", "Upwards"].map((label, place) => choice(`latent-${"xy"[place]}`, label,
      [["", `component ${place + 1}`], ...numbers], this.axes?.[place] ?? "", (value) => change(place, value)));
    const selects = parts.map(([, select]) => select);
    return h("p", { class: "row" }, ...parts.flat());
  }

  /** The code of a point of the map. */
  codeAt(x, y) {
    return Float32Array.from(this.origin, (value, index) => value + x * this.directions[0][index] + y * this.directions[1][index]);
  }

  /** The point of the map of a code. */
  pointOf(code) {
    return this.directions.map((direction) => {
      const length = direction.reduce((sum, value) => sum + value * value, 0);
      return length === 0 ? 0 : direction.reduce((sum, value, index) => sum + value * (code[index] - this.origin[index]), 0) / length;
    });
  }

  /** The code of a picture of grey levels. */
  encode(digit) {
    return this.network.values(this.network.features(digit)).get(this.found.encoder);
  }

  /** Paints what a code is decoded to. */
  paint(canvas, code) {
    const values = this.network.runBlock("decoder", code, 1), { form } = this.found;
    if (form.width) paintInk(canvas, spread(values), form.width, form.height, form.channels);
    else paintBars(canvas, [...values]);
  }

  #moved(x, y) {
    this.point = [x, y];
    // At most one image a frame, always of the last point.
    if (!this.#frame) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.paint(this.decoded, this.codeAt(...this.point));
        this.decoded.dataset.frames = String(Number(this.decoded.dataset.frames) + 1);
        this.place.textContent = this.found.axes.filter(Boolean).map((name, axis) => `${name.split(",")[0]}: ${this.point[axis].toFixed(2)}`).join("; ");
      });
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#showNearest(), 150);
  }

  /** The examples whose codes lie nearest, by all numbers of the code. */
  async #showNearest() {
    const code = this.codeAt(...this.point), width = this.found.width, best = [];
    for (let row = 0; row < this.found.count; row += 1) {
      let distance = 0;
      for (let index = 0; index < width; index += 1) distance += (this.codes[row * width + index] - code[index]) ** 2;
      if (best.length < 5 || distance < best.at(-1).distance) {
        best.push({ row, distance });
        best.sort((a, b) => a.distance - b.distance);
        best.length = Math.min(5, best.length);
      }
    }
    const ask = this.#asked += 1;
    try {
      const found = await get(`${this.base}/examples?indices=${best.map(({ row }) => row).join(",")}`);
      if (ask !== this.#asked || this.signal.aborted) return;
      this.nearest.replaceChildren(h("ul", { class: "tiles" }, ...found.examples.map((example, index) => h("li", {},
        exampleTile(found, example, () => this.map.moveTo(this.positions[2 * example.index], this.positions[2 * example.index + 1]),
          `${example.label ?? `example ${example.index + 1}`}, distance ${Math.sqrt(best[index].distance).toFixed(2)}`)))));
      const label = found.examples[0]?.label;
      this.live.textContent = label === undefined ? "" : `Nearest example: ${label}`;
    } catch (error) {
      this.nearest.replaceChildren(h("p", { class: "hint" }, error.message));
    }
  }
}

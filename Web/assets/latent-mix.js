// Between two drawings of one's own: their codes are mixed, and the mixture is decoded.
import { padElement } from "./digit-panel.js";
import { padSize } from "./draw-pad.js";
import { h } from "./dom.js";

const steps = 9;

export class Mixture {
  #codes = [null, null];

  constructor(walk, signal) {
    this.walk = walk;
    this.pads = ["A", "B"].map((letter, index) => padElement(`Drawing ${letter}`, () => this.#change(index), signal));
    this.slider = h("input", { type: "range", id: "latent-mix", min: "0", max: "1", step: "0.01", value: "0.5", oninput: () => this.#show() });
    this.image = h("canvas", { class: "pixels huge", role: "img", "aria-label": "The mixture of the two drawings, decoded" });
    this.text = h("p", { role: "status" });
    this.strip = h("ul", { class: "tiles", "aria-label": "From A to B in steps" });
    this.result = h("div", { hidden: "" },
      h("p", { class: "row" }, h("label", { for: "latent-mix" }, "From A to B "), this.slider), this.image, this.strip);
    this.element = h("section", { "aria-labelledby": "mix-title" },
      h("h2", { id: "mix-title" }, "Between two of your drawings"),
      h("p", {}, "Draw two digits. Each is coded by the network; the slider mixes the two codes, and the mixture is decoded. A and B "
        + "stand on the map above."),
      h("div", { class: "columns" }, ...this.pads.map(({ element }, index) => h("div", {}, h("h3", {}, `Drawing ${"AB"[index]}`), element))),
      this.text, this.result);
    this.#show();
  }

  #change(index) {
    const { pad } = this.pads[index];
    const digit = pad.isEmpty ? null : this.walk.engine.prepareDigit(pad.grey, padSize, padSize);
    this.#codes[index] = digit?.some((value) => value > 0) ? this.walk.encode(digit) : null;
    this.walk.map.marks = this.#codes.flatMap((code, place) => (code ? [["AB"[place], ...this.walk.pointOf(code)]] : []));
    this.#show();
  }

  #mixed(share) {
    const [a, b] = this.#codes;
    return Float32Array.from(a, (value, index) => (1 - share) * value + share * b[index]);
  }

  #show() {
    const missing = this.#codes.flatMap((code, index) => (code ? [] : ["AB"[index]]));
    this.result.hidden = missing.length > 0;
    this.text.textContent = missing.length ? `Nothing is drawn on ${missing.join(" and ")} yet.` : "";
    if (missing.length) return;
    this.walk.paint(this.image, this.#mixed(Number(this.slider.value)));
    this.strip.replaceChildren(...Array.from({ length: steps }, (_, index) => {
      const share = index / (steps - 1), canvas = h("canvas", { class: "pixels", role: "img", "aria-label": `${Math.round(100 * share)} % B` });
      this.walk.paint(canvas, this.#mixed(share));
      return h("li", {}, canvas, h("span", {}, `${Math.round(100 * share)} %`));
    }));
  }
}

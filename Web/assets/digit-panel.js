// A pad, the picture that the network sees of it, and what the network takes it for: in the live page and in pages of one
// file.
import { h } from "./dom.js";
import { DrawPad, padSize } from "./draw-pad.js";
import { paintInk, paintSigned } from "./pictures.js";

let panels = 0;

/** Buttons and a slider beside a pad. */
function padControls(pad) {
  const number = panels += 1;
  const button = (text, onclick) => h("button", { type: "button", onclick }, text);
  const width = h("input", { type: "range", id: `pen-${number}`, min: "8", max: "44", step: "2", value: String(pad.width),
    oninput: () => { pad.width = Number(width.value); } });
  return h("div", { class: "row" }, button("Undo", () => pad.undo()), button("Clear", () => pad.clear()),
    h("label", { for: `pen-${number}` }, "Pen "), width);
}

/** The pad with its name and how to use it with a keyboard. */
export function padElement(label, changed, signal) {
  const number = panels += 1;
  const canvas = h("canvas", { role: "application", "aria-label": label, "aria-describedby": `pad-help-${number}` });
  const pad = new DrawPad(canvas, changed, signal);
  const help = h("p", { class: "hint", id: `pad-help-${number}` },
    "Keyboard: arrow keys move the pen (with Shift finely), the space bar puts it down and lifts it, Backspace takes a stroke "
    + "back, Delete clears.");
  return { pad, canvas, element: h("div", { class: "pad-box" }, canvas, padControls(pad), help) };
}

/**
 * The whole panel. `settled` is called half a second after the last change with the 784 grey levels, or null for nothing.
 */
export class DigitPanel {
  #engine;
  #network = null;
  #frame = 0;
  #timer = 0;
  #settled;
  #rows = [];
  /** The 784 grey levels that the network sees; null while nothing is drawn. */
  digit = null;

  constructor(engine, { signal, settled = () => {} } = {}) {
    this.#engine = engine;
    this.#settled = settled;
    const { pad, canvas, element } = padElement("Drawing pad for a digit", (hasEnded) => this.#change(hasEnded), signal);
    this.pad = pad;
    this.canvas = canvas;
    this.seen = h("canvas", { class: "pixels seen", role: "img", "aria-label": "Nothing is drawn" });
    this.gradient = h("canvas", { class: "pixels seen", role: "img", "aria-label": "Nothing is drawn" });
    this.gradientText = h("figcaption", {}, "what speaks for it");
    this.verdict = h("p", { class: "verdict" });
    this.live = h("p", { class: "hidden", role: "status", "aria-live": "polite" });
    this.bars = h("table", { class: "bars" });
    this.element = h("div", { class: "digit-panel" }, element,
      h("div", { class: "answer" },
        h("div", { class: "row top" },
          h("figure", {}, this.seen, h("figcaption", {}, "what the network sees, 28 × 28")),
          h("figure", {}, this.gradient, this.gradientText)),
        this.verdict, this.live, this.bars));
    signal?.addEventListener("abort", () => { cancelAnimationFrame(this.#frame); clearTimeout(this.#timer); });
    this.#answer();
  }

  set network(network) {
    this.#network = network;
    this.#rows = [];
    this.#change(true);
  }

  #change(hasEnded) {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#answer());
    clearTimeout(this.#timer);
    if (hasEnded) this.#timer = setTimeout(() => this.#settle(), 500);
  }

  #settle() {
    if (this.digit === null) this.live.textContent = "";
    else if (this.best) this.live.textContent = `Looks like ${this.best.name}, ${this.best.words}.`;
    this.#settled(this.digit);
  }

  #answer() {
    const network = this.#network;
    const digit = this.pad.isEmpty ? null : this.#engine.prepareDigit(this.pad.grey, padSize, padSize);
    // A stroke outside of the pad leaves no ink.
    this.digit = digit?.some((value) => value > 0) ? digit : null;
    paintInk(this.seen, this.digit ?? new Float32Array(784), 28, 28);
    this.seen.setAttribute("aria-label", this.digit ? "The drawing as the network sees it, 28 by 28 pixels" : "Nothing is drawn");
    const values = network && this.digit ? network.probabilities(network.features(this.digit)) : null;
    const names = !network ? [] : network.classes.length ? network.classes : [...Array(network.outputCount).keys()].map(String);
    if (this.#rows.length !== names.length) this.#makeRows(names);
    // Losses on values give scores, which are no shares.
    const words = network?.meaning === "values" ? (value) => value.toFixed(3) : percent;
    let best = null;
    names.forEach((name, index) => {
      const value = values?.[index], { bar, text, row } = this.#rows[index];
      bar.style.width = `${100 * Math.min(1, Math.max(0, value ?? 0))}%`;
      text.textContent = value === undefined ? "–" : words(value);
      row.classList.remove("best");
      if (value !== undefined && (best === null || value > best.value)) best = { name, value, index, words: words(value) };
    });
    if (best) this.#rows[best.index].row.classList.add("best");
    this.best = best;
    if (best) {
      this.verdict.replaceChildren("Looks like ", h("b", {}, best.name), `, ${best.words}`);
      paintSigned(this.gradient, network.inputGradient(network.features(this.digit), best.index), 28, 28);
      this.gradient.setAttribute("aria-label", `Gradient of the score of ${best.name} by each pixel`);
      this.gradientText.textContent = `light: more ink speaks for ${best.name}, dark: against`;
    } else {
      this.verdict.textContent = this.digit ? "" : "Nothing is drawn yet: draw a digit from 0 to 9 on the pad.";
      paintInk(this.gradient, new Float32Array(784), 28, 28);
      this.gradient.setAttribute("aria-label", "Nothing is drawn");
      this.gradientText.textContent = "what speaks for the answer";
    }
  }

  #makeRows(names) {
    this.#rows = names.map((name) => {
      const bar = h("span", { class: "bar" }), text = h("td", { class: "n" });
      return { bar, text, row: h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "track" }, bar), text) };
    });
    this.bars.replaceChildren(h("caption", { class: "hidden" }, "Probability of each class"),
      h("tbody", {}, ...this.#rows.map(({ row }) => row)));
  }
}

/** A share as a percentage. */
function percent(share) { return `${(100 * share).toFixed(1)} %`; }

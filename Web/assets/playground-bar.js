// The playground's bar: the buttons of the training, and the numbers that it has come to.
import { h } from "./dom.js";
import { number, percent } from "./format.js";

const button = (text, title, onclick, kind) => h("button", { type: "button", class: kind, title, onclick }, text);

export class Bar {
  #facts = ["Epoch", "Training loss", "Held-out loss", "Held-out accuracy"].map((name) => ({ name, value: h("dd", {}, "–") }));

  /** `actions` are `toggle`, `take` (a count of steps, 0 for those to the end of the epoch), `reset` and `hurry` (the name of a speed). */
  constructor(actions) {
    this.play = button("▶ Play", "Train without end", actions.toggle, "primary");
    const speed = h("select", { "aria-label": "Speed", onchange: () => actions.hurry(speed.value) }, ["slow", "normal", "fast"].map((name) => h("option", {}, name)));
    speed.value = "normal";
    this.element = h("div", { class: "pg-bar", role: "group", "aria-label": "Training" },
      this.play, button("One batch", "Take one step", () => actions.take(1)), button("One epoch", "Train to the end of the epoch", () => actions.take(0)),
      button("Reset", "Begin again with the first weights", actions.reset), speed,
      h("dl", {}, this.#facts.map(({ name, value }) => h("div", {}, h("dt", {}, name), value))));
  }

  set isPlaying(isPlaying) { this.play.textContent = isPlaying ? "❚❚ Pause" : "▶ Play"; }

  set epoch(epoch) { this.#facts[0].value.textContent = epoch.toLocaleString("en"); }

  /** Shows the numbers of a session, or none before there is a training. */
  show({ training, latest }) {
    const { learned, held } = latest ?? {};
    const texts = training ? [training.epoch.toLocaleString("en"), number(learned.loss), number(held?.loss), percent(held?.accuracy)] : Array(4).fill("–");
    this.#facts.forEach(({ value }, index) => { value.textContent = texts[index]; });
  }
}

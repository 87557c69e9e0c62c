// The buttons of a training that is at work.
import { post, runPath } from "./api.js";
import { h } from "./dom.js";
import { number } from "./format.js";

/** Pause, step, continue, stop, and the two settings that can change on the way. */
export class RunControls {
  constructor(id, signal) {
    this.answer = h("p", { class: "quiet readout answer", role: "status" });
    this.problem = h("p", { class: "problem", role: "alert" });
    const send = async (body) => {
      this.problem.textContent = "";
      try {
        const answer = await post(runPath(id, "/control"), body, signal);
        this.answer.textContent = said(body, answer);
      } catch (error) {
        if (!signal.aborted) this.problem.textContent = error.message;
      }
    };
    const button = (text, command) => h("button", { type: "button", onclick: () => send({ command }) }, text);
    this.pause = button("Pause", "pause");
    this.step = button("One step", "step");
    this.go = button("Continue", "continue");
    this.stop = button("Stop, keep a checkpoint", "stop");
    const setting = (key, label) => {
      const field = h("input", { type: "number", id: `set-${key}`, step: "any" });
      const form = h("form", { class: "row", novalidate: true }, h("label", { for: `set-${key}` }, label), field, h("button", {}, "Set"));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (field.value !== "") send({ command: "set", [key]: Number(field.value) });
      });
      return { field, form };
    };
    this.rate = setting("learning-rate", "Learning rate");
    this.dropout = setting("dropout", "Dropout");
    this.element = h("section", { class: "panel steer", "aria-label": "Steer the training", hidden: true },
      h("p", { class: "row" }, this.pause, this.go, this.step, this.stop),
      h("div", { class: "row" }, this.rate.form, this.dropout.form), this.answer, this.problem);
  }

  update({ state, progress, settings }) {
    const isLive = state === "running" || state === "paused";
    this.element.hidden = !isLive;
    this.pause.disabled = state === "paused";
    this.go.disabled = this.step.disabled = state !== "paused";
    if (progress?.learning_rate) this.rate.field.placeholder = number(progress.learning_rate);
    const dropout = Number(settings?.dropout ?? 0);
    this.dropout.form.hidden = !(dropout > 0);
    this.dropout.field.placeholder = String(dropout);
  }
}

function said({ command, ...values }, answer) {
  const step = answer.step !== undefined ? ` at step ${number(answer.step)}` : "";
  const texts = { pause: `paused${step}`, step: `took one step: now${step}`, continue: "goes on", stop: "stops with a checkpoint" };
  if (command !== "set") return texts[command];
  const [[name, value]] = Object.entries(values);
  return `${name.replace("-", " ")} ${value} from the next step on; it is part of the run's record`;
}

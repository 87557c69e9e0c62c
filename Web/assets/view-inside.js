// Look inside a trained network: its units, what excites them, what happens without them, and examples step by step.
import { get, runPath } from "./api.js";
import { h } from "./dom.js";
import { ExampleSteps } from "./inside-steps.js";
import { UnitGrid, UnitPanel } from "./inside-units.js";
import { exampleTile } from "./examples.js";
import { choice, finishedRuns, runChoice } from "./networks.js";

export const title = "Look inside";

export async function show(main, parameters, signal) {
  main.append(h("h1", {}, title));
  const finished = await finishedRuns();
  if (signal.aborted) return;
  if (!finished.length) {
    main.append(h("p", {}, "No finished run yet: ", h("code", {}, "fledge train --output runs/first"), "."));
    return;
  }
  const id = parameters.id ?? finished[0].id;
  main.append(h("p", { class: "row" }, runChoice("inside", "Run", finished, id), h("a", { href: runPath(id, "/page"), download: "" }, "Save as one file")));
  const inside = new Inside(id, signal);
  main.append(inside.element);
  await inside.load();
}

class Inside {
  #signal;
  #set = "";
  #shown = 24;

  constructor(id, signal) {
    this.#signal = signal;
    this.base = runPath(id);
    this.problem = h("p", { class: "problem", role: "alert" });
    this.layers = h("div", {});
    this.grid = h("section", { "aria-label": "Units of the layer" });
    this.unit = h("section", { "aria-label": "The chosen unit" });
    this.mistakes = h("section", { "aria-label": "Examples" });
    this.steps = h("section", { "aria-label": "One example step by step" });
    this.element = h("div", { class: "inside" }, this.problem, this.layers, this.grid, this.unit, this.mistakes, this.steps);
  }

  /** What the server says, or nothing and a line about why. */
  async ask(path) {
    const join = path.includes("?") ? "&" : "?";
    try {
      const answer = await get(`${this.base}/${path}${this.#set ? `${join}set=${this.#set}` : ""}`);
      this.problem.textContent = "";
      return this.#signal.aborted ? null : answer;
    } catch (error) {
      if (!this.#signal.aborted) this.problem.textContent = error.message;
      return null;
    }
  }

  async load() {
    const found = await this.ask("layers");
    if (!found) return;
    this.form = found.form;
    this.layerList = found.layers;
    const first = found.layers.find((layer) => layer.has_weights) ?? found.layers[0];
    this.#showLayers(found.layers);
    await Promise.all([this.chooseLayer(first.path), this.showExamples()]);
  }

  #showLayers(layers) {
    const rows = layers.map((layer) => {
      layer.button = h("button", { type: "button", "aria-pressed": "false", onclick: () => this.chooseLayer(layer.path) }, layer.path);
      return h("tr", {}, h("td", {}, layer.button), h("td", {}, layer.kind), h("td", {}, layer.summary),
        h("td", { class: "n" }, layer.shape.join(" × ")), h("td", { class: "n" }, layer.parameters.toLocaleString("en")));
    });
    const heads = ["layer", "kind", "settings", "output", "parameters"];
    this.layers.replaceChildren(h("h2", {}, "Layers"), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Layers" },
      h("table", { class: "plain" },
        h("thead", {}, h("tr", {}, ...heads.map((text, index) => h("th", { scope: "col", class: index > 2 ? "n" : "" }, text)))),
        h("tbody", {}, ...rows))));
  }

  async chooseLayer(path) {
    for (const layer of this.layerList) layer.button.setAttribute("aria-pressed", String(layer.path === path));
    this.unit.replaceChildren();
    const layer = this.layerList.find((one) => one.path === path);
    await new UnitGrid(this, layer, (unit) => this.chooseUnit(layer, unit)).show(this.grid);
  }

  async chooseUnit(layer, unit) {
    await new UnitPanel(this, layer, unit, (index) => this.chooseExample(index)).show(this.unit);
    this.chosen = { layer: layer.path, unit };
    this.unit.scrollIntoView({ block: "nearest" });
  }

  async showExamples() {
    const found = await this.ask(`examples?only=mistakes&count=${this.#shown}`);
    if (!found) return;
    const set = choice("inside-set", "Set", ["test", "validation", "training"].map((name) => [name, name]), found.set, async (name) => {
      const before = this.#set;
      this.#set = name;
      if (!await this.ask("examples?count=1")) {
        this.#set = before;
        set[1].value = found.set;
        return;
      }
      this.steps.replaceChildren();
      await this.showExamples();
    });
    const what = found.kind === "classes"
      ? `${found.count.toLocaleString("en")} of ${found.shown.toLocaleString("en")} ${found.set} examples are misclassified, the surest mistakes first.`
      : `The ${found.set} examples with the largest ${found.kind === "values" ? "errors" : "errors of reconstruction"} first.`;
    const rest = found.shown < found.total ? ` Looked at: the first ${found.shown.toLocaleString("en")} of ${found.total.toLocaleString("en")}.` : "";
    const tiles = found.examples.map((example) => exampleTile(found, example, () => this.chooseExample(example.index)));
    const button = (text, onclick) => h("button", { type: "button", onclick }, text);
    const more = button("Show more", () => {
      this.#shown += 48;
      this.showExamples();
    });
    const number = h("input", { type: "number", id: "inside-example", min: "1", max: String(found.shown), value: "1" });
    const open = button("Open", () => {
      const index = Math.round(Number(number.value)) - 1;
      if (index >= 0 && index < found.shown) this.chooseExample(index);
    });
    this.mistakes.replaceChildren(h("h2", {}, found.kind === "classes" ? "Mistakes" : "Largest errors"),
      h("p", { class: "row" }, set,
        h("label", { for: "inside-example" }, `Example 1 to ${found.shown} `), number, open),
      h("p", {}, what + rest),
      found.count ? h("ul", { class: "tiles" }, ...tiles.map((tile) => h("li", {}, tile))) : h("p", {}, "There is none."),
      found.count > this.#shown && this.#shown < 450 ? more : "");
  }

  async chooseExample(index) {
    await new ExampleSteps(this, index).show(this.steps);
    this.steps.scrollIntoView({ block: "start" });
  }
}

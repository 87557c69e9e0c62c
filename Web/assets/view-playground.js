// The playground: small networks that are trained in the page, with the bits of `fledge train`.
import { LineChart } from "./chart.js";
import { h } from "./dom.js";
import { number } from "./format.js";
import { sharedEngine } from "./networks.js";
import { Bar } from "./playground-bar.js";
import { CommandPanel } from "./playground-command.js";
import { togglePoint } from "./playground-data.js";
import { datasetTiles, exampleFields, pointTools, trainingFields } from "./playground-forms.js";
import { GradientFlow, NetworkPicture } from "./playground-network.js";
import { paintToy, palette } from "./playground-pictures.js";
import { Plane } from "./playground-plane.js";
import { Session } from "./playground-session.js";
import { fromAddress, toAddress } from "./playground-state.js";
import { openTable, tableTools, withChoice } from "./playground-table.js";
import { toy } from "./training.js";

export const title = "Playground";

export async function show(main, parameters, signal) {
  const engine = await sharedEngine();
  if (signal.aborted) return;
  new Playground(main, engine, fromAddress(parameters), signal).start();
}

class Playground {
  #table = null;
  #label = 0;
  #lastPicture = 0;

  constructor(main, engine, state, signal) {
    Object.assign(this, { state, signal });
    this.session = new Session(engine, {
      progressed: () => this.#show(!this.session.isPlaying),
      played: (isPlaying) => { this.bar.isPlaying = isPlaying; this.status.textContent = isPlaying ? "Training" : ""; },
      failed: (message) => { this.problem.textContent = `${message[0].toUpperCase()}${message.slice(1)}.`; },
    });
    this.#build();
    main.append(this.element);
    // A page that moves less paints less often.
    this.pause = matchMedia("(prefers-reduced-motion: reduce)").matches ? 700 : 90;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#paintToys(); this.#show(true); }, { signal });
    signal.addEventListener("abort", () => {
      this.session.pause();
      for (const { observer } of [this.network, this.plane]) observer.disconnect();
    });
  }

  start() {
    this.#reset();
    this.#paintToys();
  }

  #build() {
    this.bar = new Bar({ toggle: () => this.#toggle(), take: (count) => this.#take(count), reset: () => this.#reset(), hurry: (speed) => { this.session.speed = speed; } });
    this.problem = h("p", { class: "problem", role: "alert" });
    this.status = h("p", { class: "hidden", role: "status" });
    this.tiles = datasetTiles(this.state.data, (name) => this.#change("data", name));
    this.dataFields = h("div", {});
    this.network = new NetworkPicture((layers) => this.#change("layers", layers));
    this.addPlace = h("span", {});
    this.plane = new Plane({ put: (place) => this.#put(place), say: (text) => { this.status.textContent = text; }, paint: () => this.#show(true) });
    this.settings = h("section", { class: "panel pg-settings", "aria-label": "Training" });
    this.flow = new GradientFlow();
    this.chart = new LineChart({ title: "Loss", log: true });
    this.command = new CommandPanel();
    const dropped = (event) => this.#dropped(event);
    this.element = h("div", { class: "pg", ondragover: dropped, ondragleave: dropped, ondrop: dropped },
      h("h1", {}, "Playground"),
      h("p", { class: "hint" }, "A small network learns before your eyes, in this page, with the kernels of the command: the weights are the same to the last bit."),
      this.bar.element, this.problem, this.status,
      h("div", { class: "pg-main" }, h("section", { class: "panel pg-data", "aria-label": "Examples" }, this.tiles, this.dataFields),
        h("section", { class: "panel pg-center" }, h("div", { class: "row" }, h("h2", {}, "Network"), this.addPlace), this.network.element,
          h("p", { class: "hint" }, "Each square is a unit's answer over the plane; a line is a weight: blue above 0, orange below.")),
        h("section", { class: "panel pg-plane" }, h("h2", {}, "What it has learned"), this.plane.canvas, this.plane.legend, this.chart.element),
        this.settings),
      h("div", { class: "pg-below" }, this.flow.element, this.command.element));
    // For tests: the weights that are shown.
    this.element.playground = { weights: () => Array.from({ length: this.session.training.layerCount }, (_, layer) => this.session.training.weights(layer)) };
  }

  // Settings.

  /** A changed setting starts anew, so that the command gives the same bits. */
  #change(name, value) {
    this.state[name] = value;
    this.#reset();
  }

  /** Begins again with the first weights. */
  #reset() {
    const { session, state } = this, query = toAddress(state);
    this.#showForms();
    history.replaceState(null, "", `#/playground${query ? `?${query}` : ""}`);
    this.problem.textContent = "";
    try {
      session.begin(state, this.#table);
    } catch (error) {
      this.problem.textContent = error.message;
    }
    if (session.training) {
      this.network.build(session.training, session.examples);
      this.addPlace.replaceChildren(this.network.add);
      this.flow.build(session.training);
      this.plane.build(session.examples, state.data);
    } else {
      for (const part of [this.network, this.flow, this.plane]) part.clear();
      this.addPlace.replaceChildren();
    }
    this.#show(true);
  }

  #showForms() {
    const { state } = this, focus = document.activeElement?.closest?.(".pg-data, .pg-settings"), controls = "input, select, button";
    const index = focus ? [...focus.querySelectorAll(controls)].indexOf(document.activeElement) : -1;
    const change = (name, value) => this.#change(name, value);
    const tools = state.data === "points" ? pointTools(state.points, this.#label, (label) => { this.#label = label; }, (points) => change("points", points))
      : state.data === "csv" ? tableTools(this.#table, (file) => this.#open(file), (choice) => this.#choose(choice)) : "";
    this.tiles.querySelector(`[value="${state.data}"]`).checked = true;
    this.dataFields.replaceChildren(exampleFields(state, change), tools);
    this.settings.replaceChildren(h("h2", {}, "Training"), trainingFields(state, change));
    if (index >= 0) focus.querySelectorAll(controls)[index]?.focus();
  }

  // Training.

  #toggle() {
    const { session } = this;
    if (!session.isPlaying) {
      session.play();
      return;
    }
    session.pause();
    this.#show(true);
  }

  #take(count) {
    const { session } = this;
    session.take(count);
    if (!session.training) return;
    this.#show(true);
    this.status.textContent = `Epoch ${session.training.epoch}, loss ${number(session.latest.learned.loss)}`;
  }

  // Pictures.

  /** Shows all, or between two pictures the epoch alone. */
  #show(isAll) {
    const { session, state } = this, { training } = session, now = performance.now();
    if (!isAll && now - this.#lastPicture < this.pause) {
      this.bar.epoch = training.epoch;
      return;
    }
    this.#lastPicture = now;
    const colours = palette(this.element), x = session.history.map(({ epoch }) => epoch);
    this.bar.show(session);
    this.plane.paint(session, state, colours);
    this.command.show(training, state, this.#table);
    this.chart.update({ series: training ? [
      { name: "training", x, y: session.history.map((one) => one.training), tone: 0 },
      { name: "held out", x, y: session.history.map((one) => one.validation), tone: 1 }] : [] });
    if (!training) return;
    this.network.show(colours);
    if (training.steps > 0) this.flow.show(training);
  }

  #paintToys() {
    const colours = palette(this.element);
    for (const canvas of this.element.querySelectorAll("[data-toy]")) paintToy(canvas, toy(this.session.memory, canvas.dataset.toy, 0n, 90), colours);
  }

  // Points and tables of one's own.

  /** Adds a point, or removes the one that is there. */
  #put(place) {
    try {
      this.#change("points", togglePoint(this.state.points, place, this.#label));
    } catch (error) {
      this.problem.textContent = error.message;
    }
    this.status.textContent = `${this.state.points.length} points`;
  }

  #dropped(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.element.classList.toggle("pg-drop", event.type === "dragover");
    if (event.type === "drop") this.#open(event.dataTransfer.files[0]);
  }

  async #open(file) {
    if (!file) return;
    let table;
    try {
      table = await openTable(file);
    } catch (error) {
      this.problem.textContent = error.message;
      return;
    }
    // A change writes the address, which by now may be that of another view.
    if (this.signal.aborted) return;
    this.#table = table;
    this.#change("data", "csv");
  }

  #choose(choice) {
    this.#table = withChoice(this.#table, choice);
    this.#reset();
  }
}

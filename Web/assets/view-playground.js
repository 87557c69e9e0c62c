// The playground: small networks that are trained in the page, with the bits of `fledge train`.
import { LineChart } from "./chart.js";
import { h } from "./dom.js";
import { number, percent } from "./format.js";
import { sharedEngine } from "./networks.js";
import { pointsAsCSV, readTable, scaleParts, snap, tableExamples } from "./playground-data.js";
import { datasetTiles, exampleFields, openTable, pointTools, tableTools, trainingFields, withLabel } from "./playground-forms.js";
import { GradientFlow, NetworkPicture } from "./playground-network.js";
import { grid, paintCurve, paintPlane, paintToy, palette } from "./playground-pictures.js";
import { command, fromAddress, toAddress } from "./playground-state.js";
import { split, toy, Training } from "./training.js";

export const title = "Playground";
const planeSize = 72, unitSize = 26, mostEpochs = 20_000;

export async function show(main, parameters, signal) {
  const engine = await sharedEngine();
  if (signal.aborted) return;
  new Playground(main, engine, fromAddress(parameters), signal).start();
}

class Playground {
  #table = null;
  #tool = { label: 0 };
  #cursor = null;
  #training = null;
  #history = [];
  #frame = 0;
  #lastPicture = 0;
  #isPlaying = false;

  constructor(main, engine, state, signal) {
    Object.assign(this, { engine, state, signal, main });
    // One for the toys and splits, one for a training after the other.
    [this.memory, this.trainingMemory] = [engine.memory(), engine.memory()];
    this.isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#build();
    signal.addEventListener("abort", () => { cancelAnimationFrame(this.#frame); this.network.observer.disconnect(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#paintToys(); this.#show(true); }, { signal });
  }

  start() {
    this.reset();
    this.#paintToys();
  }

  #build() {
    const { signal } = this;
    const button = (text, label, act, kind) => h("button", { type: "button", class: kind, title: label, onclick: act }, text);
    this.play = button("▶ Play", "Train without end", () => this.#toggle(), "primary");
    this.speed = h("select", { "aria-label": "Speed" }, ["slow", "normal", "fast"].map((name) => h("option", {}, name)));
    this.speed.value = "normal";
    const fact = (name) => {
      const value = h("dd", {}, "–");
      return [value, h("div", {}, h("dt", {}, name), value)];
    };
    const facts = ["Epoch", "Training loss", "Held-out loss", "Held-out accuracy"].map(fact);
    [this.epochFact, this.trainingFact, this.validationFact, this.accuracyFact] = facts.map(([value]) => value);
    this.facts = facts.map(([, element]) => element);
    this.problem = h("p", { class: "problem", role: "alert" });
    this.status = h("p", { class: "hidden", role: "status" });
    this.data = h("section", { class: "panel pg-data", "aria-label": "Examples" });
    this.network = new NetworkPicture((layers) => this.#change("layers", layers));
    this.addPlace = h("span", {});
    this.plane = h("canvas", { class: "pg-big", role: "img", width: 1, height: 1 });
    this.legend = h("ul", { class: "pg-legend" });
    this.settings = h("section", { class: "panel pg-settings", "aria-label": "Training" });
    this.flow = new GradientFlow();
    this.chart = new LineChart({ title: "Loss", log: true });
    this.text = h("code", {});
    this.commandNote = h("p", { class: "hint" });
    this.copy = button("Copy as fledge train command", "Copies the command below", () => this.#copy());
    this.element = h("div", { class: "pg" },
      h("h1", {}, "Playground"),
      h("p", { class: "hint" }, "A small network learns before your eyes, in this page, with the kernels of the command: the weights are the same to the last bit."),
      h("div", { class: "pg-bar", role: "group", "aria-label": "Training" },
        this.play, button("One batch", "Take one step", () => this.#steps(1)), button("One epoch", "Train to the end of the epoch", () => this.#steps(0)),
        button("Reset", "Begin again with the first weights", () => this.reset()), this.speed, h("dl", {}, this.facts)),
      this.problem, this.status,
      h("div", { class: "pg-main" }, this.data,
        h("section", { class: "panel pg-center" }, h("div", { class: "row" }, h("h2", {}, "Network"), this.addPlace), this.network.element,
          h("p", { class: "hint" }, "Each square is a unit's answer over the plane; a line is a weight: blue above 0, orange below.")),
        h("section", { class: "panel pg-plane" }, h("h2", {}, "What it has learned"), this.plane, this.legend, this.chart.element),
        this.settings),
      h("div", { class: "pg-below" }, this.flow.element,
        h("section", { class: "panel" }, h("h2", {}, "The same in the command"), h("pre", { tabindex: 0, "aria-label": "Command" }, this.text), this.copy, this.commandNote)));
    // For tests: the weights that are shown.
    this.element.playground = { weights: () => [...Array(this.#training.layerCount).keys()].map((layer) => this.#training.weights(layer)) };
    this.main.append(this.element);
    const on = (name, act) => this.plane.addEventListener(name, act, { signal });
    on("pointerdown", (event) => this.#pointed(event));
    on("keydown", (event) => this.#pressed(event));
    on("blur", () => { this.#cursor = null; this.#show(true); });
    for (const name of ["dragover", "dragleave", "drop"]) this.element.addEventListener(name, (event) => this.#dropped(event), { signal });
    let width = 0;
    const observer = new ResizeObserver(() => {
      if (this.plane.clientWidth !== width) { width = this.plane.clientWidth; this.#show(true); }
    });
    observer.observe(this.plane);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  // Settings.

  /** A changed setting starts anew, so that the command gives the same bits. */
  #change(name, value) {
    this.state[name] = value;
    this.reset();
  }

  #save() {
    const query = toAddress(this.state);
    history.replaceState({ keeps: true }, "", `#/playground${query ? `?${query}` : ""}`);
  }

  #forms() {
    const { state, signal } = this, focus = document.activeElement?.closest?.(".pg-data, .pg-settings");
    const index = focus ? [...focus.querySelectorAll("input, select, button")].indexOf(document.activeElement) : -1;
    const change = (name, value) => this.#change(name, value);
    const tools = state.data === "points" ? pointTools(this.#tool, state.points.length, {
      choose: (label) => { this.#tool.label = label; },
      undo: () => this.#change("points", state.points.slice(0, -1)),
      clear: () => this.#change("points", []),
      download: () => this.#download(),
    }) : state.data === "csv" ? tableTools(this.#table, (file) => this.#open(file), (changes) => this.#columns(changes)) : "";
    if (!this.tiles) {
      this.tiles = datasetTiles(state.data, (name) => change("data", name));
      this.dataFields = h("div", {});
      this.data.append(this.tiles, this.dataFields);
    }
    this.dataFields.replaceChildren(exampleFields(state, change, signal), tools);
    this.tiles.querySelector(`[value="${state.data}"]`).checked = true;
    this.settings.replaceChildren(h("h2", {}, "Training"), trainingFields(state, change, signal));
    if (index >= 0) focus.querySelectorAll("input, select, button")[index]?.focus();
  }

  #paintToys() {
    const colours = palette(this.element);
    for (const canvas of this.element.querySelectorAll("[data-toy]")) paintToy(canvas, toy(this.memory, canvas.dataset.toy, 0n, 90), colours);
  }

  // Examples.

  #examples() {
    const { state, memory } = this, seed = BigInt(state.seed);
    if (state.data === "csv") {
      if (!this.#table) throw new Error("Choose a CSV file, or drop one on the page.");
      const { columns, label, isRegression } = this.#table;
      return { examples: tableExamples(this.#table, columns, label, isRegression), seed, scaling: "per-feature", axes: this.#table.axes };
    }
    if (state.data === "points") {
      if (new Set(state.points.map(({ label }) => label)).size < 2) throw new Error("Click into the plane to add points of two classes or more.");
      const table = readTable(pointsAsCSV(state.points), "points.csv");
      return { examples: tableExamples(table, [0, 1], 2, false), seed, scaling: "none", axes: [0, 1] };
    }
    const found = toy(memory, state.data, seed, state.count);
    return { examples: { ...found, outputs: found.labels ? 2 : 1, names: found.width === 1 ? ["x"] : ["x", "y"] }, seed, scaling: null, axes: [0, 1] };
  }

  /** Begins again with the first weights. */
  reset() {
    this.#forms();
    this.#save();
    this.problem.textContent = "";
    this.#training?.end();
    this.#training = null;
    this.#history = [];
    const { state } = this;
    try {
      const { examples, seed, scaling, axes } = this.#examples();
      let parts = split(this.memory, examples, state.validation, seed);
      if (parts[0].count === 0) throw new Error("Nothing is left to learn from; hold out less, or add examples.");
      this.unscaled = { scales: null, target: null };
      if (scaling) {
        const scaled = scaleParts(parts, examples, scaling);
        this.unscaled = scaled;
        ({ parts } = scaled);
      }
      this.classes = examples.classes ?? (examples.labels ? ["0", "1"] : null);
      this.names = examples.names;
      this.axes = examples.width === 1 ? [0, 0] : axes;
      const { data, count, validation, points, ...settings } = state;
      this.#training = new Training(this.trainingMemory, { ...settings, seed }, { width: examples.width, outputs: examples.outputs, training: parts[0], validation: parts[1] });
      this.parts = parts.filter(Boolean).map((part, index) => ({ ...part, isHeldOut: index === 1 }));
      this.range = this.#ranges();
      this.planeGrid = examples.width === 1 ? null : grid(planeSize, this.range, examples.width, this.axes);
      this.unitGrid = grid(unitSize, this.range, examples.width, this.axes);
    } catch (error) {
      this.problem.textContent = error.message;
      this.#pause();
      this.parts = [];
      this.range = { x: [-1.6, 1.6], y: [-1.6, 1.6] };
      this.#show(true);
      return;
    }
    const outputNames = this.classes ?? ["value"];
    this.network.build(this.#training, state.layers, this.names, outputNames);
    this.addPlace.replaceChildren(this.network.add);
    this.flow.build(this.#training);
    this.#showLegend();
    this.#measure();
    this.#show(true);
  }

  #ranges() {
    const { data } = this.state, [, b] = this.axes;
    if (data !== "csv" && data !== "line") return { x: [-1.6, 1.6], y: [-1.6, 1.6] };
    const extent = (values, fallback = [-1, 1]) => {
      let [low, high] = [Infinity, -Infinity];
      for (const value of values) { low = Math.min(low, value); high = Math.max(high, value); }
      const pad = (high - low || 2) * 0.08;
      return Number.isFinite(low) ? [low - pad, high + pad] : fallback;
    };
    const column = (place) => this.parts.flatMap(({ features, width, count }) => Array.from({ length: count }, (_, row) => features[row * width + place]));
    const targets = () => this.parts.flatMap(({ targets: values }) => [...values]);
    const isCurve = this.parts[0].width === 1 && this.parts[0].targets;
    return { x: extent(column(this.axes[0])), y: isCurve ? extent(targets()) : this.parts[0].width === 1 ? [-1, 1] : extent(column(b)), target: this.parts[0].targets && extent(targets()) };
  }

  // Training.

  #toggle() {
    if (this.#isPlaying) {
      this.#pause();
      this.#show(true);
      return;
    }
    if (!this.#training) return;
    this.#isPlaying = true;
    this.play.textContent = "❚❚ Pause";
    this.status.textContent = "Training";
    this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #pause() {
    this.#isPlaying = false;
    cancelAnimationFrame(this.#frame);
    this.play.textContent = "▶ Play";
    this.status.textContent = "";
  }

  #tick() {
    if (!this.#isPlaying || this.signal.aborted || !this.#training) return;
    const speed = this.speed.value, budget = speed === "fast" ? 28 : 10, start = performance.now();
    let left = speed === "slow" ? 1 : Infinity;
    while (left > 0 && performance.now() - start < budget && this.#step()) {
      left -= 1;
      if (speed === "normal" && this.#training.stepInEpoch === 0) break;
    }
    this.#show(false);
    if (this.#training?.epoch >= mostEpochs) this.#pause();
    if (this.#isPlaying) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  /** One step, and after an epoch what it has come to. */
  #step() {
    try {
      this.#training.step();
    } catch (error) {
      this.problem.textContent = `${error.message[0].toUpperCase()}${error.message.slice(1)}.`;
      this.#pause();
      return false;
    }
    if (this.#training.stepInEpoch === 0) this.#measure();
    return true;
  }

  /** Takes `count` steps, or with 0 those to the end of the epoch. */
  #steps(count) {
    this.#pause();
    if (!this.#training) return;
    let left = count || this.#training.stepsPerEpoch - this.#training.stepInEpoch;
    while (left > 0 && this.#step()) left -= 1;
    this.#show(true);
    this.status.textContent = `Epoch ${this.#training.epoch}, loss ${this.trainingFact.textContent}`;
  }

  #measure() {
    const training = this.#training, learned = training.evaluate("training"), held = training.evaluate("validation");
    this.latest = { epoch: training.epoch, learned, held };
    this.#history.push({ epoch: training.epoch, training: learned.loss, validation: held?.loss ?? null });
    // Every other epoch of a long training is enough for the chart.
    if (this.#history.length > 600) this.#history = this.#history.filter((_, index) => index % 2 === 0);
  }

  // Pictures.

  #show(isAll) {
    const now = performance.now(), training = this.#training;
    if (!isAll && now - this.#lastPicture < (this.isCalm ? 700 : 90)) {
      if (training) this.epochFact.textContent = this.#epochText();
      return;
    }
    this.#lastPicture = now;
    const colours = palette(this.element);
    this.#paint(colours);
    if (!training) {
      for (const value of [this.epochFact, this.trainingFact, this.validationFact, this.accuracyFact]) value.textContent = "–";
      this.chart.update({ series: [] });
      this.text.textContent = "";
      return;
    }
    const { learned, held } = this.latest;
    this.epochFact.textContent = this.#epochText();
    this.trainingFact.textContent = number(learned.loss);
    this.validationFact.textContent = held ? number(held.loss) : "–";
    this.accuracyFact.textContent = held?.accuracy != null ? percent(held.accuracy) : "–";
    this.network.showWeights();
    this.network.showUnits(training.outputs(this.unitGrid, true), unitSize, colours);
    if (training.steps > 0) this.flow.show(training);
    const x = this.#history.map(({ epoch }) => epoch);
    this.chart.update({ series: [
      { name: "training", x, y: this.#history.map((one) => one.training), tone: 0 },
      { name: "held out", x, y: this.#history.map((one) => one.validation), tone: 1 }] });
    this.#showCommand();
  }

  #epochText() { return this.#training.epoch.toLocaleString("en"); }

  #paint(colours) {
    const training = this.#training, { range } = this;
    this.plane.classList.toggle("draws", this.state.data === "points");
    this.plane.tabIndex = this.state.data === "points" ? 0 : -1;
    this.plane.setAttribute("role", this.state.data === "points" ? "application" : "img");
    this.plane.setAttribute("aria-label", this.state.data === "points" ? "Plane with your points; arrow keys move the cross, Enter adds or removes a point" : "Plane with the examples and the network's answer");
    if (!training) {
      const own = this.#ownPoints();
      paintPlane(this.plane, { size: 1, values: [0.5, 0.5], outputs: 2, examples: own, range, axes: [0, 1], colours, cursor: this.#cursor });
      return;
    }
    if (!this.planeGrid) {
      const xs = Float32Array.from({ length: 160 }, (_, index) => range.x[0] + index / 159 * (range.x[1] - range.x[0]));
      const ys = training.outputs(xs);
      if (this.parts[0].targets) { paintCurve(this.plane, { xs, ys, examples: this.parts, range, colours }); return; }
    }
    const features = this.planeGrid ?? grid(planeSize, range, 1, [0, 0]), raw = training.outputs(features);
    const values = this.classes ? training.probabilities(raw) : raw;
    paintPlane(this.plane, { size: planeSize, values, outputs: training.data.outputs, target: range.target, examples: this.parts, range, axes: this.axes, colours, cursor: this.#cursor });
  }

  #ownPoints() {
    if (this.state.data !== "points") return [];
    const { points } = this.state;
    return [{ features: points.flatMap(({ x, y }) => [x, y]), labels: points.map(({ label }) => label), count: points.length, width: 2 }];
  }

  #showLegend() {
    const [training, held] = this.parts;
    this.legend.replaceChildren(
      ...(this.classes && this.classes.length <= 4 ? this.classes.map((name, index) => h("li", { class: `pg-key pg-k${index}` }, this.state.data === "points" || this.state.data === "csv" ? name : `class ${name}`)) : []),
      h("li", {}, `${training.count} to learn (filled)`), held ? h("li", {}, `${held.count} held out (rings)`) : "");
  }

  // Points of one's own.

  #toPlane(event) {
    const box = this.plane.getBoundingClientRect(), { x, y } = this.range;
    return { x: x[0] + (event.clientX - box.left) / box.width * (x[1] - x[0]), y: y[1] - (event.clientY - box.top) / box.height * (y[1] - y[0]) };
  }

  #pointed(event) {
    if (this.state.data !== "points" || event.button !== 0) return;
    this.#put(this.#toPlane(event));
  }

  /** Adds a point, or removes the one that is there. */
  #put(place) {
    const { points } = this.state, near = points.findIndex(({ x, y }) => Math.hypot(x - place.x, y - place.y) < 0.05);
    if (near >= 0) this.#change("points", points.toSpliced(near, 1));
    else if (points.length >= 400) this.problem.textContent = "Expected at most 400 points, since the address holds them; remove some.";
    else this.#change("points", [...points, { x: snap(place.x), y: snap(place.y), label: this.#tool.label }]);
    this.status.textContent = `${this.state.points.length} points`;
  }

  #pressed(event) {
    if (this.state.data !== "points") return;
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.#cursor ??= { x: 0, y: 0 };
    if (move) this.#cursor = { x: snap(this.#cursor.x + 0.1 * move[0]), y: snap(this.#cursor.y + 0.1 * move[1]) };
    else this.#put(this.#cursor);
    this.status.textContent = `x ${number(this.#cursor.x)}, y ${number(this.#cursor.y)}`;
    this.#show(true);
  }

  #download() {
    const link = h("a", { href: URL.createObjectURL(new Blob([pointsAsCSV(this.state.points)], { type: "text/csv" })), download: "points.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Tables of one's own.

  #dropped(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.element.classList.toggle("pg-drop", event.type === "dragover");
    if (event.type === "drop" && event.dataTransfer.files[0]) this.#open(event.dataTransfer.files[0]);
  }

  async #open(file) {
    if (!file) return;
    try {
      this.#table = await openTable(file);
    } catch (error) {
      this.problem.textContent = error.message;
      return;
    }
    this.#change("data", "csv");
  }

  #columns(changes) {
    const old = this.#table, next = { ...old, ...changes };
    if (changes.label !== undefined) Object.assign(next, withLabel(old, changes.label));
    if (changes.columns) next.axes = [0, Math.min(1, next.columns.length - 1)];
    if (changes.across !== undefined) next.axes = [next.columns.indexOf(changes.across), next.axes[1]];
    if (changes.up !== undefined) next.axes = [next.axes[0], next.columns.indexOf(changes.up)];
    this.#table = next;
    this.reset();
  }

  // The command.

  #showCommand() {
    const { epoch, stepInEpoch } = this.#training, text = command(this.state, Math.max(1, epoch), this.#table);
    if (this.text.textContent === text && this.noted === stepInEpoch > 0) return;
    this.text.textContent = text;
    this.noted = stepInEpoch > 0;
    this.commandNote.textContent = [
      epoch === 0 ? "It trains for the first epoch." : stepInEpoch > 0 ? `It stops after epoch ${epoch}, where whole epochs end.` : `It ends with the weights that are shown, to the bit.`,
      this.state.data === "points" ? "It needs the file of “Download points.csv”." : this.state.data === "csv" ? "Run it in the folder of the file." : ""].join(" ");
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text.textContent);
      this.copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(this.text);
      this.copy.textContent = "Selected: press Ctrl-C";
    }
    setTimeout(() => { this.copy.textContent = "Copy as fledge train command"; }, 2000);
  }
}

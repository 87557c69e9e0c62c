// Draw a digit: what a trained network takes it for, and the training images that lie nearest.
import { post, runPath } from "./api.js";
import { h } from "./dom.js";
import { DigitPanel } from "./digit-panel.js";
import { percent } from "./format.js";
import { choice, finishedRuns, openNetwork, sharedEngine } from "./networks.js";
import { exampleValues, paintInk, picture } from "./pictures.js";

export const title = "Draw a digit";

export async function show(main, parameters, signal) {
  main.append(h("h1", {}, title));
  const runs = await finishedRuns((one) => one.kind === "classifier" && /^784\b/.test(one.network ?? ""), "test_accuracy");
  if (signal.aborted) return;
  if (!runs.length) {
    main.append(h("p", {}, "No network takes 28 × 28 pixels yet: ",
      h("code", {}, "fledge train --dataset mnist --layers 64,32 --output runs/digits"), " trains one in half a minute."));
    return;
  }
  const engine = await sharedEngine();
  const nearest = h("section", { "aria-label": "Nearest training images" });
  let run = runs.find(({ id }) => id === parameters.run) ?? runs[0], network = null, search = null;
  const panel = new DigitPanel(engine, { signal, settled: (digit) => findNearest(digit) });

  const names = runs.map(({ id, name, network: layers, test_accuracy: accuracy }) =>
    [id, `${name}: ${layers}${accuracy === undefined ? "" : `, ${percent(accuracy)} on the test set`}`]);
  const chosen = choice("draw-run", "Network", names, run.id, (id) => {
    run = runs.find((one) => one.id === id);
    load();
  });
  const problem = h("p", { class: "problem", role: "alert" });
  main.append(h("p", { class: "row" }, chosen), problem, panel.element, nearest);

  async function load() {
    problem.textContent = "";
    const wanted = run.id;
    try {
      const opened = await openNetwork(wanted);
      if (wanted !== run.id || signal.aborted) return;
      network = opened;
      if (network.inputCount !== 784) throw new Error(`this network takes ${network.inputCount} values, not 784 pixels`);
      panel.network = network;
    } catch (error) {
      panel.network = null;
      problem.textContent = `${run.name}: ${error.message}`;
    }
  }

  async function findNearest(digit) {
    search?.abort();
    if (!digit) {
      nearest.replaceChildren();
      return;
    }
    search = new AbortController();
    const { signal: mine } = search;
    const heading = h("h2", { id: "nearest-title" }, "The nearest training images");
    try {
      const found = await post(runPath(run.id, "/nearest"), { values: [...digit], count: 5 });
      if (mine.aborted || signal.aborted) return;
      nearest.replaceChildren(heading,
        h("p", { class: "hint" }, `By the distance between pixels, among ${found.total.toLocaleString("en")} training images.`),
        h("ul", { class: "tiles" }, ...found.nearest.map((example) => h("li", {},
          picture(`Training image ${example.index + 1}, a ${example.label}`,
            (canvas) => paintInk(canvas, exampleValues(example), 28, 28)),
          h("span", {}, h("b", {}, example.label), ` distance ${example.distance.toFixed(1)}`)))));
    } catch (error) {
      if (!mine.aborted) nearest.replaceChildren(heading, h("p", { class: "hint" }, `They cannot be shown: ${error.message}`));
    }
  }
  signal.addEventListener("abort", () => search?.abort());
  await load();
}

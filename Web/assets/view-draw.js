// Draw a digit: what a trained network takes it for, and the training images that lie nearest.
import { get, post } from "./api.js";
import { h } from "./dom.js";
import { DigitPanel } from "./digit-panel.js";
import { openNetwork, sharedEngine } from "./networks.js";
import { exampleValues, paintInk, picture } from "./pictures.js";

export const title = "Draw a digit";

/** Finished classifiers that take 28 × 28 pixels, the best first. */
async function digitRuns() {
  const { runs } = await get("/api/runs?limit=1000&sort=test_accuracy");
  return runs.filter((run) => run.state === "finished" && run.kind === "classifier" && /^784\b/.test(run.network ?? ""));
}

export async function show(main, parameters, signal) {
  main.append(h("h1", {}, title));
  const runs = await digitRuns();
  if (signal.aborted) return;
  if (!runs.length) {
    main.append(h("p", {}, "No network takes 28 × 28 pixels yet: ",
      h("code", {}, "fledge train --dataset mnist --layers 64,32 --output runs/digits"), " trains one in half a minute."));
    return;
  }
  const engine = await sharedEngine();
  const nearest = h("section", { "aria-labelledby": "nearest-title" });
  let run = runs.find(({ id }) => id === parameters.run) ?? runs[0], network = null, search = null;
  const panel = new DigitPanel(engine, { signal, settled: (digit) => findNearest(digit) });

  const choice = h("select", { id: "draw-run" }, ...runs.map(({ id, name, network, test_accuracy }) =>
    h("option", { value: id }, `${name}: ${network}${test_accuracy === undefined ? "" : `, ${(100 * test_accuracy).toFixed(2)} % on the test set`}`)));
  choice.value = run.id;
  choice.addEventListener("change", () => {
    run = runs.find(({ id }) => id === choice.value);
    load();
  }, { signal });
  const problem = h("p", { class: "problem", role: "alert" });
  main.append(h("p", { class: "row" }, h("label", { for: "draw-run" }, "Network "), choice), problem, panel.element, nearest);

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
      const found = await post(`/api/runs/${encodeURIComponent(run.id)}/nearest`, { values: [...digit], count: 5 });
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

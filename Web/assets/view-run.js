// One run: its curves as they grow, what it was trained with, what came of it, and the buttons that steer it.
import { events, get, runPath } from "./api.js";
import { LineChart } from "./chart.js";
import { h, put, table } from "./dom.js";
import { ago, byteCount, columnName, duration, metric, number, percent } from "./format.js";
import { RunControls } from "./run-controls.js";
import { resultSections } from "./run-results.js";

export const title = "Run";

/** The charts and the columns of the history that each shows. */
const charts = [
  ["Loss", /^(training_loss_seen|training_loss|validation_loss)$/, { format: number, log: true }],
  ["Accuracy", /^(training_accuracy_seen|training_accuracy|validation_accuracy)$/, { format: percent }],
  ["Learning rate", /^learning_rate$/, { format: number }],
  ["Gradient norm by layer", /^gradient_norm:/, { format: number, log: true }],
  ["Weight norm by layer", /^weight_norm:/, { format: number, log: true }],
  ["Dead units by layer", /^dead_share:/, { format: percent }],
];

export async function show(main, parameters, signal) {
  const { id } = parameters;
  let run = await get(runPath(id), signal);
  document.title = `${run.name} – Fledge`;
  const state = h("span", {}), facts = h("dl", { class: "facts" }), bar = h("progress", { max: 1, value: 0, "aria-label": "progress" });
  const controls = new RunControls(id, signal);
  const shown = new Map();
  const grid = h("div", { class: "grid" });
  const results = h("div");
  put(main, h("h1", {}, run.name), h("p", { class: "row" }, state, ...links(run)), run.problem && h("p", { class: "problem" }, run.problem),
    bar, facts, controls.element, grid, results, settingsSection(run), filesSection(run));

  function draw() {
    state.replaceChildren(h("span", { class: `state ${run.state}` }, run.state), ` · changed ${ago(run.changed)}`);
    controls.update(run);
    drawFacts();
    drawCharts();
    results.replaceChildren(...resultSections(run));
  }

  function drawFacts() {
    const { progress, record } = run;
    const isLive = run.state === "running" || run.state === "paused";
    bar.hidden = !isLive || !progress;
    if (progress?.steps) bar.value = progress.step / progress.steps;
    const rows = run.history.rows ?? [];
    const last = rows.at(-1), columns = run.history.columns ?? [];
    const value = (name) => last?.[columns.indexOf(name)];
    const found = [
      ["network", run.network], ["epochs", isLive && progress ? `${progress.epoch} of ${progress.epochs}` : `${rows.length} of ${run.epochs_asked ?? "?"}`],
      isLive && progress && ["loss now", number(progress.loss)],
      isLive && progress?.accuracy != null && ["accuracy now", percent(progress.accuracy)],
      isLive && progress && ["images a second", number(Math.round(progress.images_per_second ?? 0))],
      isLive && progress?.learning_rate && ["learning rate", number(progress.learning_rate)],
      isLive && progress?.eta_seconds != null && ["left", duration(progress.eta_seconds)],
      value("validation_accuracy") != null && ["validation accuracy", percent(value("validation_accuracy"))],
      value("validation_loss") != null && ["validation loss", number(value("validation_loss"))],
      run.test_accuracy !== undefined && ["test accuracy", percent(run.test_accuracy)],
      run.test_loss !== undefined && ["test loss", number(run.test_loss)],
      record?.seconds !== undefined && ["training time", duration(record.seconds)],
      ["seed", run.seed ?? "–"],
    ];
    facts.replaceChildren(...found.filter(Boolean).map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text))));
  }

  function drawCharts() {
    const { columns = [], rows = [] } = run.history;
    const x = rows.map((row) => row[0]);
    const marks = (run.interventions ?? []).map((change) => ({ x: epochOf(change.step, run), text: changeText(change) }));
    for (const [name, pattern, options] of charts) {
      const found = columns.filter((column) => pattern.test(column));
      const series = found.map((column, tone) => {
        const index = columns.indexOf(column);
        return { name: column.includes(":") ? column.split(":")[1] : columnName(column), x, y: rows.map((row) => row[index] ?? null), tone };
      }).filter(({ y }) => y.some((value) => value !== null));
      if (!series.length) continue;
      if (!shown.has(name)) {
        shown.set(name, new LineChart({ title: name, ...options }));
        grid.append(shown.get(name).element);
      }
      shown.get(name).update({ series, marks });
    }
  }

  events(async (name, data) => {
    if (name === "open") {
      run = await get(runPath(id), signal).catch(() => run);
      draw();
    }
    if (name !== "run" || data.id !== id) return;
    const isOver = data.state !== run.state && !["running", "paused"].includes(data.state);
    const known = run.history.rows?.length ?? 0;
    if (isOver || !run.history.columns?.length || data.from > known) {
      run = await get(runPath(id), signal).catch(() => run);
    } else {
      run.history.rows.splice(data.from, Infinity, ...data.rows);
      Object.assign(run, { progress: data.progress, state: data.state, changed: Date.now() / 1000 });
    }
    draw();
  }, signal);
  draw();
}

/** The epoch that a step of the training belongs to, as a share. */
function epochOf(step, run) {
  const rows = run.history.rows ?? [], column = run.history.columns?.indexOf("step") ?? -1;
  const perEpoch = rows.length && column >= 0 ? rows[0][column] : run.progress ? run.progress.steps / run.progress.epochs : 1;
  return step / perEpoch;
}

const changeText = (change) => Object.entries(change).filter(([name]) => name !== "step").map(([name, value]) => `${name.replace("-", " ")} ${number(value)}`).join(", ");

function links(run) {
  const at = (view, text) => h("a", { href: `#/${view}/${encodeURIComponent(run.id)}` }, text);
  if (run.state !== "finished") return [];
  return [
    at("inside", "Look inside"), run.kind === "autoencoder" && at("latent", "Walk through its codes"),
    /^784\b/.test(run.network ?? "") && run.kind === "classifier" && h("a", { href: `#/draw?run=${encodeURIComponent(run.id)}` }, "Draw for it"),
    h("a", { href: runPath(run.id, "/page"), download: `${run.name.replaceAll("/", "-")}.html` }, "Save as one file"),
  ];
}

function settingsSection(run) {
  const rows = (settings) => Object.entries(settings ?? {}).map(([key, value]) => [h("code", {}, key), h("code", {}, value)]);
  const changed = rows(run.changed_settings);
  return h("section", {}, h("h2", {}, "Settings"),
    changed.length ? table(["setting", "value"], changed, { caption: "Settings that are not the defaults" }) : h("p", { class: "quiet" }, "All settings are the defaults."),
    h("details", {}, h("summary", {}, "All settings"), table(["setting", "value"], rows(run.settings), { caption: "All settings" })));
}

function filesSection(run) {
  const files = Object.entries(run.files ?? {});
  if (!files.length) return null;
  return h("section", {}, h("h2", {}, "Files"), table(["file", "size"], files.map(([name, size]) => [h("code", {}, name), byteCount(size)]), { caption: "Files of the run" }));
}

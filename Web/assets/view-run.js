// One run: its curves as they grow, what it was trained with, what came of it, and the buttons that steer it.
import { events, get, runPath } from "./api.js";
import { LineChart } from "./chart.js";
import { download, h, put, table } from "./dom.js";
import { ago, byteCount, columnName, duration, number, percent } from "./format.js";
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
  let drawnRecord, drawnChanges = 0;
  document.title = `${run.name} – Fledge`;
  const state = h("span", {}), facts = h("dl", { class: "facts" }), bar = h("progress", { max: 1, value: 0, "aria-label": "progress" });
  const controls = new RunControls(id, signal);
  const shown = new Map();
  const grid = h("div", { class: "grid curves" });
  const results = h("div"), changes = h("div");
  put(main, h("h1", {}, run.name), h("p", { class: "row" }, state, ...links(run)), run.problem && h("p", { class: "problem" }, run.problem),
    controls.element, bar, facts, grid, changes, results,
    h("div", { class: "grid" }, settingsSection(run), filesSection(run)));

  // Events come faster than pictures; a hidden page draws once it is seen again.
  let isWaiting = false;
  function drawSoon() {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      if (!signal.aborted) draw();
    });
  }

  function draw() {
    state.replaceChildren(h("span", { class: `state ${run.state}` }, run.state), ` · changed ${ago(run.changed)}`);
    controls.update(run);
    drawFacts();
    drawCharts();
    if (run.record !== drawnRecord) results.replaceChildren(...resultSections(run));
    drawnRecord = run.record;
    drawChanges();
  }

  function drawChanges() {
    const found = run.interventions ?? [];
    if (found.length === drawnChanges) return;
    drawnChanges = found.length;
    changes.replaceChildren(...found.length ? [h("section", {}, h("h2", {}, "Changes by hand"),
      table(["step", "change"], found.map((change) => [change.step, changeText(change)]), { caption: "Changes by hand" }),
      h("p", { class: "quiet" }, h("code", {}, "fledge train --replay"), " trains again with them, to the same weights."))] : []);
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
      /\w/.test(run.network ?? "") && ["network", run.network], ["epochs", isLive && progress ? `${number(Math.max(progress.epoch, rows.length))} of ${number(progress.epochs)}` : run.epochs_asked ? `${number(rows.length)} of ${number(run.epochs_asked)}` : "none"],
      isLive && progress && ["loss now", number(progress.loss)],
      isLive && progress?.accuracy != null && ["accuracy now", percent(progress.accuracy)],
      isLive && progress && ["images a second", number(Math.round(progress.images_per_second ?? 0))],
      progress?.learning_rate && ["learning rate", number(progress.learning_rate)],
      isLive && progress?.eta_seconds != null && ["left", duration(progress.eta_seconds)],
      value("validation_accuracy") != null && ["last validation accuracy", percent(value("validation_accuracy"))],
      ...best("validation_accuracy", (a, b) => a > b, percent),
      value("validation_loss") != null && ["last validation loss", number(value("validation_loss"))],
      ...best("validation_loss", (a, b) => a < b, number),
      run.test_accuracy !== undefined && ["test accuracy", percent(run.test_accuracy)],
      run.test_loss !== undefined && ["test loss", number(run.test_loss)],
      record?.seconds !== undefined && ["training time", duration(record.seconds)],
      run.seed !== undefined && ["seed", run.seed],
    ];
    facts.replaceChildren(...found.filter(Boolean).map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text))));
  }

  /** A column's best value and its epoch, where a later one is worse. */
  function best(column, isBetter, format) {
    const rows = run.history.rows ?? [], index = run.history.columns?.indexOf(column) ?? -1;
    let found = null;
    if (index >= 0) for (const row of rows) if (row[index] !== null && (!found || isBetter(row[index], found[index]))) found = row;
    return found && found[0] !== rows.at(-1)[0] ? [[`best ${columnName(column)} ${column.split("_")[1]}`, h("span", {}, format(found[index]), h("small", {}, ` epoch ${number(found[0])}`))]] : [];
  }

  function drawCharts() {
    const { columns = [], rows = [] } = run.history;
    const x = rows.map((row) => row[0]);
    const marks = (run.interventions ?? []).map((change) => ({ x: epochOf(change.step, run), text: changeText(change) }));
    for (const [name, pattern, options] of charts) {
      const found = columns.filter((column) => pattern.test(column));
      const series = found.map((column, tone) => {
        const index = columns.indexOf(column);
        return { name: column.includes(":") ? `layer ${column.split(":")[1]}` : columnName(column), x, y: rows.map((row) => row[index] ?? null), tone };
      }).filter(({ y }) => y.some((value) => value !== null));
      // A rate that never changes is a setting, not a curve.
      if (!series.length || name === "Learning rate" && series[0].y.every((value) => value === series[0].y[0])) continue;
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
      drawSoon();
    }
    if (name !== "run" || data.id !== id) return;
    const isOver = data.state !== run.state && !["running", "paused"].includes(data.state);
    const known = run.history.rows?.length ?? 0;
    // What a person changes is told with the run alone.
    const isChanged = data.state !== run.state || data.progress?.learning_rate !== run.progress?.learning_rate;
    if (isOver || isChanged || !run.history.columns?.length || data.from > known) {
      run = await get(runPath(id), signal).catch(() => run);
    } else {
      run.history.rows.splice(data.from, Infinity, ...data.rows);
      Object.assign(run, { progress: data.progress, state: data.state, changed: Date.now() / 1000 });
    }
    drawSoon();
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
  const again = new URLSearchParams(Object.entries(run.changed_settings ?? {}).filter(([key]) => key !== "threads"));
  const general = [
    run.settings && Object.keys(run.settings).length > 0 && h("a", { href: `#/train?${again}` }, "Train with these settings"),
    run.history?.rows?.length > 0 && download("Curves as CSV", `${run.name}.csv`, "text/csv",
      () => [run.history.columns, ...run.history.rows.map((row) => row.map((value) => value ?? ""))].map((row) => row.join(",")).join("\n") + "\n"),
    run.record && download("Record as JSON", `${run.name}.json`, "application/json", () => JSON.stringify(run.record, null, 2)),
  ];
  if (run.state !== "finished") return general;
  return [
    at("inside", "Look inside"), run.kind === "autoencoder" && at("latent", "Walk through its codes"),
    /^784\b/.test(run.network ?? "") && run.kind === "classifier" && h("a", { href: `#/draw?run=${encodeURIComponent(run.id)}` }, "Draw for it"),
    h("a", { href: runPath(run.id, "/page"), download: `${run.name.replaceAll("/", "-")}.html` }, "Save as one file"),
    ...general,
  ];
}

function settingsSection(run) {
  const rows = (settings) => Object.entries(settings ?? {}).map(([key, value]) => [h("code", {}, key), h("code", {}, value)]);
  const changed = rows(run.changed_settings);
  if (!Object.keys(run.settings ?? {}).length) return null;
  return h("section", {}, h("h2", {}, "Settings"),
    changed.length ? table(["setting", "value"], changed, { caption: "Settings that are not the defaults" }) : h("p", { class: "quiet" }, "All settings are the defaults."),
    h("details", {}, h("summary", {}, "All settings"), table(["setting", "value"], rows(run.settings), { caption: "All settings" })));
}

function filesSection(run) {
  const files = Object.entries(run.files ?? {});
  if (!files.length) return null;
  return h("section", {}, h("h2", {}, "Files"), table(["file", "size"], files.map(([name, size]) => [h("code", {}, name), byteCount(size)]), { caption: "Files of the run" }));
}

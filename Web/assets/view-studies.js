// The studies of a store, and one of them: its variants over their seeds.
import { get } from "./api.js";
import { h, put, table } from "./dom.js";
import { metric, metricName } from "./format.js";
import { bandCharts } from "./view-compare.js";

export const title = "Studies";

export async function show(main, parameters, signal) {
  if (parameters.id) return showStudy(main, parameters.id, signal);
  const { studies, store } = await get("/api/studies", signal);
  put(main, h("h1", {}, title));
  if (!store) {
    put(main, h("p", {}, "The server shows no store. ", h("code", {}, "fledge study run FILE.yaml --store fledge.db"), " fills one, and ",
      h("code", {}, "fledge serve --store fledge.db"), " shows it."));
    return;
  }
  put(main, h("p", { class: "quiet" }, `Store: ${store}`), studies.length
    ? table(["study", "runs", "finished", "running", "queued", "failed"], studies.map((study) => [
      h("a", { href: `#/studies/${encodeURIComponent(study.name)}` }, study.name), study.total, study.finished, study.running, study.queued, study.failed]))
    : h("p", {}, "The store has no studies yet."));
}

async function showStudy(main, name, signal) {
  const study = await get(`/api/studies/${encodeURIComponent(name)}`, signal);
  document.title = `${name} – Fledge`;
  const { progress, compare } = study;
  const metrics = [compare, ...["test_accuracy", "test_loss", "validation_accuracy", "validation_loss"].filter((one) => one !== compare)]
    .filter((one) => study.cells.some((cell) => cell.metrics[one]));
  const curves = Object.fromEntries(study.curves.map((group) => [group.name, group.curves]));
  put(main, h("h1", {}, name),
    h("p", {}, `${progress.finished} runs finished, ${progress.running} running, ${progress.queued} queued, ${progress.failed} failed.`
      + (study.is_mnist === false ? " Some were trained on generated digits." : "")),
    h("h2", {}, "Variants"),
    table(["variant", "seeds", ...metrics.map(metricName), ...(study.same ? ["same"] : [])], study.cells.map((cell, index) => [
      cell.name, String(cell.seeds.length), ...metrics.map((one) => {
        const values = cell.metrics[one];
        if (!values) return "";
        const interval = values.mean_interval;
        return metric(one, values.mean) + (interval ? ` (${metric(one, interval.lower)} to ${metric(one, interval.upper)})` : "");
      }), ...(study.same ? [study.same[index] ?? ""] : [])]), { caption: "Variants: the mean over seeds with its 95 % interval" }),
    h("p", { class: "quiet" }, "The mean over seeds with its 95 % interval." + (study.same ? " Variants with a common letter cannot be told apart." : "")),
    study.comparisons.length ? h("details", { open: study.comparisons.length < 8 }, h("summary", {}, study.comparisons.length === 1 ? "1 comparison" : `${study.comparisons.length} comparisons`),
      h("ul", {}, study.comparisons.map(({ sentence }) => h("li", {}, sentence)))) : "",
    h("h2", {}, "Curves"), h("p", {}, "A line is the median over seeds; the band holds the middle half."),
    h("div", { class: "grid" }, bandCharts(study.cells.map((cell) => ({ name: cell.name, curves: curves[cell.name] })), false)));
}

// What came of a run: its classes, its confusion matrix, its warnings.
import { h, table } from "./dom.js";
import { number, percent } from "./format.js";

export function resultSections({ record }) {
  if (!record) return [];
  const { classification: report, warnings, divergence } = record;
  const tables = [report && classes(report), report?.confusion && matrix(report)].filter(Boolean);
  return [
    divergence && h("p", { class: "problem" }, `The training diverged: ${divergence}`),
    warnings?.length && h("section", {}, h("h2", {}, "Warnings"), h("ul", {}, warnings.map((text) => h("li", {}, text)))),
    tables.length && h("div", { class: "grid" }, tables),
    record.test_mae !== undefined && record.test_mae !== null && h("section", {}, h("h2", {}, "Test set"),
      table(["measure", "value"], [["mean absolute error", number(record.test_mae)], ["R²", number(record.test_r2)]])),
  ].filter(Boolean);
}

function classes(report) {
  const rows = (report.classes ?? []).map((one) => [
    report.class_names?.[one.label] ?? String(one.label), percent(one.precision), percent(one.recall), percent(one.f1), one.support,
  ]);
  if (!rows.length) return null;
  const interval = report.accuracy_interval;
  return h("section", {}, h("h2", {}, "Test set by class"),
    interval && h("p", {}, `Accuracy between ${percent(interval.lower)} and ${percent(interval.upper)} (95 %, Wilson).`),
    table(["class", "precision", "recall", "F1", "examples"], rows, { caption: "Test set by class" }));
}

function matrix(report) {
  const rows = matrixRows(report.confusion);
  if (!rows) return null;
  const names = report.class_names ?? rows.map((_, index) => String(index));
  return h("section", {}, h("h2", {}, "Confusion matrix"), h("p", { class: "quiet" }, "A row is the true class, a column the answer."),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Confusion matrix" }, h("table", { class: "matrix" },
      h("thead", {}, h("tr", {}, h("td"), names.map((name) => h("th", { scope: "col", class: "n" }, name)))),
      h("tbody", {}, rows.map((row, index) => h("tr", {}, h("th", { scope: "row" }, names[index]),
        row.map((count, column) => cell(row, count, index === column))))))));
}

/** A count on a ground as deep as its share of the class. */
function cell(row, count, isHit) {
  const element = h("td", { class: isHit ? "hit" : count > 0 ? "miss" : "quiet" }, String(count));
  const total = row.reduce((sum, value) => sum + value, 0);
  // Few mistakes in a hundred must show too, so the depth grows with the root.
  if (count > 0) element.style.setProperty("--share", `${Math.round(40 * Math.sqrt(count / total))}%`);
  return element;
}

/** The rows of a matrix, which may be stored as one list. */
function matrixRows(confusion) {
  const counts = confusion.counts ?? confusion.rows ?? confusion;
  if (!Array.isArray(counts)) return null;
  if (Array.isArray(counts[0])) return counts;
  const side = Math.round(Math.sqrt(counts.length));
  return side * side === counts.length ? Array.from({ length: side }, (_, row) => counts.slice(row * side, (row + 1) * side)) : null;
}

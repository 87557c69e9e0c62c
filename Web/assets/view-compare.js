// Runs side by side: grouped over seeds as bands, what differs, what the results allow to say.
import { events, get } from "./api.js";
import { LineChart } from "./chart.js";
import { h, put, table } from "./dom.js";
import { metric, metricName, number, percent } from "./format.js";

export const title = "Compare";

const shownCurves = [
  ["validation_loss", { format: number, log: true }], ["validation_accuracy", { format: percent }],
  ["training_loss_seen", { format: number, log: true }], ["training_accuracy_seen", { format: percent }],
  ["learning_rate", { format: number }],
];

/** One chart for each curve that the groups have: the median over seeds, the quartiles as a band. */
export function bandCharts(groups, showsRuns) {
  return shownCurves.flatMap(([name, options]) => {
    const series = groups.flatMap((group, tone) => {
      const curve = group.curves?.[name];
      if (!curve) return [];
      const isSeveral = curve.counts?.some((count) => count > 1);
      return [{ name: group.name, x: curve.x, y: curve.median, lower: isSeveral ? curve.lower : null, upper: isSeveral ? curve.upper : null,
        runs: showsRuns ? curve.runs ?? [] : [], tone }];
    });
    // A rate that never changes is a setting, not a curve.
    if (!series.length || name === "learning_rate" && series.every(({ y }) => y.every((value) => value === y[0]))) return [];
    const chart = new LineChart({ title: metricName(name), ...options });
    chart.update({ series });
    return [chart.element];
  });
}

export async function show(main, parameters, signal) {
  const ids = (parameters.runs ?? "").split(",").filter(Boolean);
  put(main, h("h1", {}, title));
  if (ids.length < 2) {
    put(main, h("p", {}, "Choose two or more runs in the ", h("a", { href: "#/runs" }, "list"), "."));
    return;
  }
  const box = h("input", { type: "checkbox", id: "single" });
  const content = h("div");
  put(main, content);
  let found = null;
  async function load() {
    const asked = `/api/compare?runs=${encodeURIComponent(ids.join(","))}`;
    const answer = await get(`${asked}&comparisons=none`, signal);
    found = { ...answer, comparisons: answer.comparisons ?? found?.comparisons };
    draw();
    // Comparisons take longer than curves, so they come after them.
    if (answer.comparisons) return;
    const { comparisons } = await get(`${asked}&curves=none`, signal);
    found.comparisons = comparisons ?? [];
    draw();
  }
  function draw() {
    const { groups, differing, comparisons } = found;
    const metrics = [...new Set(groups.flatMap((group) => Object.keys(group.metrics)))];
    const count = groups.reduce((sum, group) => sum + group.runs.length, 0);
    content.replaceChildren();
    put(content,
      h("p", {}, `${count} runs in ${groups.length} group${groups.length === 1 ? "" : "s"}: runs whose settings are equal but for the seed. `,
        differing.length ? ["They differ in ", differing.flatMap((key, index) => [index ? ", " : "", h("code", {}, key)]), "."] : "They differ in the seed alone."),
      !comparisons ? h("p", { class: "quiet", role: "status" }, "Comparing the groups …") : comparisons.length ? h("section", {}, h("h2", {}, "What the results allow to say"), h("dl", { class: "said" },
        [...new Set(comparisons.map((one) => one.metric))].map((name) => h("div", {}, h("dt", {}, metricName(name)),
          comparisons.filter((one) => one.metric === name).map(({ text }) => h("dd", {}, text)))))) : null,
      h("section", {}, h("h2", {}, "Results"), table(["group", "seeds", ...metrics.map(metricName)],
        groups.map((group) => [group.name, String(group.runs.length), ...metrics.map((name) => {
          const value = group.metrics[name];
          if (!value) return "";
          return metric(name, value.median) + (value.count > 1 ? ` (${metric(name, value.minimum)} to ${metric(name, value.maximum)})` : "");
        })]), { caption: "Results of each group: the median, and the range over seeds" }),
        h("p", { class: "quiet" }, "The median over seeds, with the lowest and the highest value.")),
      h("section", {}, h("h2", {}, "Curves"), h("p", {}, "A line is the median over seeds; the band holds the middle half."),
        h("p", {}, box, " ", h("label", { for: "single" }, "show single runs")),
        h("div", { class: "grid" }, bandCharts(groups, box.checked))),
      h("section", {}, h("h2", {}, "Runs"), h("ul", {}, groups.flatMap((group) => group.runs.map((id, index) =>
        h("li", {}, h("a", { href: `#/runs/${encodeURIComponent(id)}` }, id), ` (${group.name}, seed ${group.seeds[index]})`))))));
  }
  box.addEventListener("change", draw);
  const decoded = ids.map(decodeURIComponent);
  events((name, data) => { if (name === "run" && data.rows?.length && decoded.includes(data.id)) load().catch(() => {}); }, signal);
  await load();
}

// The reports: their pages, and buttons that make them anew.
import { get, post } from "./api.js";
import { h, put } from "./dom.js";

export const title = "Reports";

export async function show(main, parameters, signal) {
  const list = h("div"), problem = h("p", { class: "problem", role: "alert" });
  put(main, h("h1", {}, title), h("p", {}, "Published reports, run again: every figure, every number. A page appears when its report has been made; “smoke” takes seconds, “quick” minutes. A text report (.md) in the folder of the pages stands here too."),
    problem, list);
  // What a link beside a figure chose; the reader still starts it.
  let chosen = parameters.report ? parameters : null;
  async function load() {
    const reports = await get("/api/reports", signal);
    if (list.contains(document.activeElement) && ["SELECT", "INPUT"].includes(document.activeElement.tagName)) return;
    // What the reader has chosen outlives the next look.
    const kept = Object.fromEntries([...list.querySelectorAll("[id]")].filter((field) => "value" in field).map((field) => [field.id, field.value]));
    const focus = document.activeElement?.id;
    list.replaceChildren(...reports.map(card));
    for (const [id, value] of Object.entries(kept)) if (document.getElementById(id)) document.getElementById(id).value = value;
    if (focus && list.querySelector(`#${CSS.escape(focus)}`)) document.getElementById(focus).focus();
    if (chosen) choose();
  }
  function choose() {
    const { report, figure, scale } = chosen;
    chosen = null;
    const fields = ["scale", "figure", "run"].map((part) => document.getElementById(`${report}-${part}`));
    if (!fields[0]) {
      problem.textContent = `${report}: this report cannot be made here.`;
      return;
    }
    if (["smoke", "quick", "full"].includes(scale)) fields[0].value = scale;
    if (figure) fields[1].value = figure;
    fields[2].scrollIntoView({ block: "center" });
    fields[2].focus();
  }
  function card(report) {
    const label = `${report.name}-title`;
    const scale = h("select", { id: `${report.name}-scale`, "aria-label": `scale of ${report.name}` }, ["smoke", "quick", "full"].map((name) => h("option", { value: name }, `${name} scale`)));
    const figure = h("input", { id: `${report.name}-figure`, "aria-label": `one figure of ${report.name}`, placeholder: "all figures", size: 9 });
    const run = h("button", { id: `${report.name}-run`, type: "button", disabled: report.state === "running" }, report.path ? "Make anew" : "Make");
    run.addEventListener("click", async () => {
      problem.textContent = "";
      try {
        await post(`/api/reports/${encodeURIComponent(report.name)}/run`, { scale: scale.value, ...(figure.value.trim() ? { figure: figure.value.trim() } : {}) }, signal);
        await load();
      } catch (error) {
        if (!signal.aborted) problem.textContent = error.message;
      }
    });
    const pages = [[report.path, "open the page"], [report.part_path, "open the figures made alone"]].filter(([path]) => path);
    return h("section", { class: "panel", "aria-labelledby": label }, h("h2", { id: label }, report.title),
      h("p", {}, h("code", {}, report.name), pages.length ? pages.map(([path, text]) => [" · ", h("a", { href: path, target: "_blank" }, text)]) : " · not made yet"),
      report.state && h("p", {}, h("span", { class: `state ${report.state}` }, report.state), report.line && ` ${report.line}`),
      report.problem && h("p", { class: "problem" }, report.problem),
      report.can_run && h("p", { class: "row" }, run, scale, figure));
  }
  const clock = setInterval(() => load().catch(() => {}), 3000);
  signal.addEventListener("abort", () => clearInterval(clock));
  await load();
}

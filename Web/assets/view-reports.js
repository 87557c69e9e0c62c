// The reports: their pages, and buttons that make them anew.
import { get, post } from "./api.js";
import { h, put } from "./dom.js";

export const title = "Reports";

export async function show(main, parameters, signal) {
  const list = h("div"), problem = h("p", { class: "problem", role: "alert" });
  put(main, h("h1", {}, title), h("p", {}, "Published reports, run again: every figure, every number. A page appears when its report has been made; “smoke” takes seconds, “quick” minutes."),
    problem, list);
  async function load() {
    const reports = await get("/api/reports", signal);
    if (list.contains(document.activeElement) && ["SELECT", "INPUT"].includes(document.activeElement.tagName)) return;
    list.replaceChildren(...reports.map(card));
  }
  function card(report) {
    const label = `${report.name}-title`;
    const scale = h("select", { id: `${report.name}-scale`, "aria-label": `scale of ${report.name}` }, ["smoke", "quick", "full"].map((name) => h("option", { value: name }, `${name} scale`)));
    const figure = h("input", { "aria-label": `one figure of ${report.name}`, placeholder: "all figures", size: 9 });
    const run = h("button", { type: "button", disabled: report.state === "running" }, report.path ? "Make anew" : "Make");
    run.addEventListener("click", async () => {
      problem.textContent = "";
      try {
        await post(`/api/reports/${encodeURIComponent(report.name)}/run`, { scale: scale.value, ...(figure.value.trim() ? { figure: figure.value.trim() } : {}) }, signal);
        await load();
      } catch (error) {
        if (!signal.aborted) problem.textContent = error.message;
      }
    });
    return h("section", { class: "panel", "aria-labelledby": label }, h("h2", { id: label }, report.title),
      h("p", {}, h("code", {}, report.name), report.path ? [" · ", h("a", { href: report.path, target: "_blank" }, "open the page")] : " · not made yet"),
      report.state && h("p", {}, h("span", { class: `state ${report.state}` }, report.state), report.line && ` ${report.line}`),
      report.can_run && h("p", { class: "row" }, run, scale, figure));
  }
  const clock = setInterval(() => load().catch(() => {}), 3000);
  signal.addEventListener("abort", () => clearInterval(clock));
  await load();
}

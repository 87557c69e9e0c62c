// The list of all runs: search, order, live changes, a choice to compare.
import { events, get } from "./api.js";
import { h, put } from "./dom.js";
import { ago, metric, number, percent } from "./format.js";

export const title = "Runs";

const orders = [
  ["changed", "last changed"], ["name", "name"], ["test_accuracy", "test accuracy"],
  ["validation_accuracy", "validation accuracy"], ["test_loss", "test loss"], ["validation_loss", "validation loss"],
];
const pageSize = 50;

export async function show(main, parameters, signal) {
  const chosen = new Set();
  const state = { offset: Number(parameters.offset) || 0, sort: parameters.sort ?? "changed", query: parameters.query ?? "" };
  const search = h("input", { type: "search", id: "search", value: state.query, placeholder: "name or setting, such as optimizer=sgd" });
  const order = h("select", { id: "order" }, orders.map(([value, text]) => h("option", { value }, text)));
  order.value = state.sort;
  if (order.selectedIndex < 0) order.value = state.sort = "changed";
  const count = h("p", { class: "quiet", role: "status" });
  const body = h("tbody");
  const list = h("table", { class: "runs" }, h("caption", { class: "hidden" }, "Runs"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "hidden" }, "choose")),
      ["run", "state", "network", "seed", "epochs", "validation", "test", "changed"].map((name) => h("th", { scope: "col" }, name)))), body);
  const before = h("button", { type: "button" }, "Previous"), after = h("button", { type: "button" }, "Next");
  const compare = h("button", { type: "button", class: "primary" }, "Compare");
  const clear = h("button", { type: "button" }, "Clear");
  const choiceText = h("span", { role: "status" });
  const choice = h("div", { class: "chosen row", hidden: true }, choiceText, compare, clear);
  put(main, h("h1", {}, title),
    h("div", { class: "row" }, h("label", { for: "search" }, "Search "), search, h("label", { for: "order" }, "Order by "), order),
    count, h("div", { class: "scroll" }, list), h("p", { class: "row" }, before, after), choice);

  /** What is shown of each run, and what is known of those at work beyond the list. */
  let shown = new Map();
  const work = new Map();
  let listed = [];
  async function load() {
    const query = new URLSearchParams({ offset: state.offset, limit: pageSize, sort: state.sort, query: state.query });
    const asked = JSON.stringify(state);
    const found = await get(`/api/runs?${query}`, signal);
    // A slower answer to an older question comes too late.
    if (asked !== JSON.stringify(state)) return;
    before.hidden = state.offset === 0;
    after.hidden = state.offset + pageSize >= found.total;
    const range = found.total > pageSize ? `, ${state.offset + 1} to ${Math.min(state.offset + pageSize, found.total)} shown` : "";
    count.textContent = found.total ? `${number(found.total)} run${found.total === 1 ? "" : "s"}${range}` : "";
    if (!found.total) {
      shown = new Map();
      listed = [];
      body.replaceChildren(h("tr", {}, h("td", { colspan: 9 }, state.query ? "No run matches." : empty())));
      return;
    }
    listed = found.runs;
    arrange();
  }

  /** Rows are made anew only where something in them is new, and moved only where the order is, so that focus and choice stay. */
  function arrange() {
    const focused = document.activeElement?.dataset?.focus;
    const before = shown;
    shown = new Map(listed.map((run) => {
      const now = { ...run, ...work.get(run.id) };
      const { changed, ...rest } = now, text = JSON.stringify(rest), old = before.get(run.id);
      if (old?.text !== text) return [run.id, { text, rows: rows(now) }];
      const cell = old.rows[0].lastElementChild, time = ago(changed);
      if (cell.textContent !== time) cell.textContent = time;
      return [run.id, old];
    }));
    let place = body.firstElementChild;
    for (const row of [...shown.values()].flatMap((one) => one.rows)) {
      if (row === place) place = place.nextElementSibling;
      else body.insertBefore(row, place);
    }
    while (place) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
    if (focused && document.activeElement?.dataset?.focus !== focused) body.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  function rows(run) {
    const box = h("input", { type: "checkbox", "aria-label": `choose ${run.name}`, "data-focus": `box ${run.id}` });
    box.checked = chosen.has(run.id);
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(run.id);
      else chosen.delete(run.id);
      showChoice();
    });
    const link = h("a", { href: `#/runs/${encodeURIComponent(run.id)}`, "data-focus": `link ${run.id}` }, run.name);
    const asked = run.epochs_asked !== undefined && run.epochs !== run.epochs_asked ? `of ${number(run.epochs_asked)}` : "";
    const epochs = [run.epochs === undefined ? "" : number(run.epochs), asked].filter(Boolean).join(" ");
    const value = (kind) => run[`${kind}_accuracy`] !== undefined ? percent(run[`${kind}_accuracy`])
      : run[`${kind}_loss`] !== undefined ? `loss ${metric("loss", run[`${kind}_loss`])}` : "";
    const cells = [
      ["", box], ["", link], ["", h("span", { class: `state ${run.state}` }, run.state)], ["network", /\w/.test(run.network ?? "") ? run.network : ""],
      ["seed", run.seed ?? ""], ["epochs", epochs], ["validation", value("validation")], ["test", value("test")],
      ["changed", ago(run.changed)],
    ];
    const row = h("tr", { class: run.problem && "problem-row" }, cells.map(([name, cell]) => h("td", { "data-name": name && cell !== "" && name }, cell)));
    return run.problem ? [row, h("tr", {}, h("td"), h("td", { colspan: 8, class: "problem" }, run.problem))] : [row];
  }

  function showChoice() {
    choice.hidden = chosen.size === 0;
    choiceText.textContent = chosen.size === 1 ? "1 run chosen; choose more to compare" : `${chosen.size} runs chosen`;
    compare.disabled = chosen.size < 2;
  }

  const turn = (change) => {
    Object.assign(state, change);
    const said = new URLSearchParams(Object.entries(state).filter(([name, value]) => value && !(name === "sort" && value === "changed")));
    history.replaceState(null, "", String(said) ? `#/runs?${said}` : "#/runs");
    load().catch(fail);
  };
  const fail = (error) => { if (!signal.aborted) count.textContent = error.message; };
  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => turn({ query: search.value, offset: 0 }), 200);
  });
  order.addEventListener("change", () => turn({ sort: order.value, offset: 0 }));
  before.addEventListener("click", () => turn({ offset: Math.max(0, state.offset - pageSize) }));
  after.addEventListener("click", () => turn({ offset: state.offset + pageSize }));
  clear.addEventListener("click", () => {
    chosen.clear();
    for (const box of body.querySelectorAll("input")) box.checked = false;
    showChoice();
    search.focus();
  });
  compare.addEventListener("click", () => {
    location.hash = `#/compare?runs=${encodeURIComponent([...chosen].map(encodeURIComponent).join(","))}`;
  });
  events((name, data) => {
    if (name === "runs" || name === "open") load().catch(fail);
    if (name !== "run" || !listed.some(({ id }) => id === data.id)) return;
    const isOver = !["running", "paused"].includes(data.state);
    if (isOver) {
      work.delete(data.id);
      load().catch(fail);
    } else {
      work.set(data.id, { state: data.state, ...(data.progress ? { epochs: data.progress.epoch } : {}) });
      arrange();
    }
  }, signal);
  const clock = setInterval(() => load().catch(fail), 15000);
  signal.addEventListener("abort", () => clearInterval(clock));
  await load();
}

/** What to do where there is nothing yet. */
const empty = () => h("span", {}, "No runs yet. Start one under ", h("a", { href: "#/train" }, "Train"), ", or with ",
  h("code", {}, "fledge train --examples 5000 --epochs 3 --output runs/first"), ".");

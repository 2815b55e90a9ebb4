// The page to work with: what is ticked is kept in this browser alone, under
// the state and the run that it belongs to, and becomes lines to paste. Text
// only ever becomes the value of a field or a text node.
"use strict";
(() => {
const $ = id => document.getElementById(id);
const tasks = [...document.querySelectorAll(".task[data-id]")].map(li => ({
  li, id: li.dataset.id, run: li.dataset.run,
  done: li.querySelector(".done"), failed: li.querySelector(".failed"), because: li.querySelector(".because") }));
if (!tasks.length) return;
const key = run => `${$("main").dataset.key} run ${run}`;

// What a browser keeps may be gone, or be refused to a file: then it lasts as
// long as the page is open.
function kept(run) {
  try {
    const found = JSON.parse(localStorage.getItem(key(run)) ?? "{}");
    return new Map(Object.entries(found && typeof found === "object" ? found : {}));
  } catch { return new Map(); }
}
function keep() {
  const runs = new Map();
  for (const t of tasks) {
    const said = runs.get(t.run) ?? {};
    if (t.done.checked || t.failed.checked || t.because.value) said[t.id] = [t.done.checked, t.failed.checked, t.because.value];
    runs.set(t.run, said);
  }
  for (const [run, said] of runs) {
    try { localStorage.setItem(key(run), JSON.stringify(said)); } catch { /* as above */ }
  }
}
const memory = new Map();
for (const t of tasks) {
  if (!memory.has(t.run)) memory.set(t.run, kept(t.run));
  const said = memory.get(t.run).get(t.id);
  if (!Array.isArray(said)) continue;
  t.done.checked = said[0] === true;
  t.failed.checked = said[1] === true && !t.done.checked;
  t.because.value = typeof said[2] === "string" ? said[2] : "";
}

// A reason is one line: a claim ends where its line does.
const oneLine = s => s.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();

// lines of what is ticked. A line is taken whole or not at all: what is ready in
// an account is one, so that a task that is refused holds up no other account,
// and what was not ready when the page was made comes after, by itself.
function lines() {
  const done = new Map(), failed = [];
  for (const t of tasks) {
    const why = oneLine(t.because.value);
    if (t.failed.checked && why) failed.push(`/accredit fail ${t.id} because ${why}`);
    if (!t.done.checked) continue;
    const line = !why && t.li.classList.contains("ready") ? t.li.closest(".account") : t.li;
    if (!done.has(line)) done.set(line, { ids: [], why, ready: line !== t.li || t.li.classList.contains("ready") });
    done.get(line).ids.push(t.id);
  }
  const ordered = [...done.values()].sort((a, b) => b.ready - a.ready);
  return [...ordered.map(d => `/accredit done ${d.ids.join(" ")}${d.why ? " because " + d.why : ""}`), ...failed];
}

function show() {
  let n = 0, missing = 0;
  for (const t of tasks) {
    const lacks = t.failed.checked && !oneLine(t.because.value);
    t.because.required = t.failed.checked;
    t.because.setAttribute("aria-invalid", String(lacks));
    t.li.classList.toggle("ticked", t.done.checked);
    t.li.classList.toggle("missed", t.failed.checked);
    if (t.done.checked || t.failed.checked) n++;
    if (lacks) missing++;
  }
  $("bar").value = n;
  $("count").textContent = `${n} of ${tasks.length}`;
  $("missing").textContent = missing ? `${missing === 1 ? "1 task" : missing + " tasks"} that could not be made: say why.` : "";
  const text = lines();
  $("claims").value = text.join("\n") + (text.length ? "\n" : "");
  $("copy").disabled = !text.length;
  $("copied").textContent = "";
  $("main").classList.toggle("hiding", $("hide").checked);
}

$("main").addEventListener("input", event => {
  const t = tasks.find(t => t.li.contains(event.target));
  if (t && event.target === t.done && t.done.checked) t.failed.checked = false;
  if (t && event.target === t.failed && t.failed.checked) t.done.checked = false;
  show();
  if (t && event.target === t.failed && t.failed.checked) t.because.focus();
  keep();
});

// Keys while a box has the focus: one hand is enough.
$("main").addEventListener("keydown", event => {
  const at = tasks.findIndex(t => event.target === t.done || event.target === t.failed || event.target === t.because);
  if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const t = tasks[at], typing = event.target === t.because;
  const go = step => {
    for (let i = at + step; i >= 0 && i < tasks.length; i += step)
      if (tasks[i].li.checkVisibility()) { tasks[i].done.focus(); return; }
  };
  if (typing && event.key !== "Enter") return;
  switch (event.key) {
    case "j": case "Enter": go(1); break;
    case "k": go(-1); break;
    default: return;
  }
  event.preventDefault();
});
// On the way up: the letter must not be typed into the reason, to which this leads.
$("main").addEventListener("keyup", event => {
  if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey) return;
  const t = tasks.find(t => event.target === t.done || event.target === t.failed);
  if (t && !t.failed.checked) t.failed.click();
});

$("clear").addEventListener("click", () => {
  for (const t of tasks) { t.done.checked = t.failed.checked = false; t.because.value = ""; }
  show();
  keep();
});
$("copy").addEventListener("click", async () => {
  $("claims").select();
  let copied = false;
  try { await navigator.clipboard.writeText($("claims").value); copied = true; } catch { copied = false; }
  $("copied").textContent = copied ? "Copied." : "Selected: copy it with the keys of your system.";
});
document.querySelectorAll(".scripted").forEach(e => { e.hidden = false; });
show();
})();

// The page about a plan: search and filters, the matrix of clients and people,
// the steps. Everything is made from the data in the page, a part at a time,
// so that a large plan stays quick. Text from outside only ever becomes a
// text node or the value of a harmless attribute.
"use strict";
(() => {
const ROWS = 50, COLUMNS = 60, STEPS = 50, PRINT_STEPS = 500, PRINT_ROWS = 200, PRINT_COLUMNS = 21, PRINT_PERMISSIONS = 8;

const $ = id => document.getElementById(id);
const data = JSON.parse($("data").textContent);
for (const group of [data.people, data.clients, data.sets, data.steps, data.grants, data.beside, data.findings])
  for (const key in group) group[key] ??= []; // an empty column of Go is null
const { texts, people, clients, sets, steps, grants, beside, findings } = data;
const changes = data.changes ?? [], inBase = steps.inBase ?? [];
const form = $("filters");

// el makes an element; children are elements or text.
function el(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (value !== false && value !== undefined && value !== "") e.setAttribute(name, value === true ? "" : value);
  e.append(...children.filter(c => c !== undefined && c !== null && c !== ""));
  return e;
}
const count = (n, one, many = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const low = s => s.toLowerCase();
const sorted = set => [...set].sort((a, b) => a - b);

// What is searched, in lower case, by index.
const clientText = clients.label.map((s, i) => low(`${s} ${clients.name[i]} ${clients.hub[i]} ${texts[clients.more[i]]} ${texts[clients.place[i]]}`));
const personText = people.email.map((s, i) => low(`${s} ${people.name[i]} ${people.kind[i]}`));
const setText = sets.name.map(low);
const lowTexts = texts.map(low);
const changeText = changes.map(list => list.map(c => lowTexts[c[0]]).join(" "));
const hits = (list, word) => list.map(s => s.includes(word));
// An exact name means that one alone, anything else all that contain it.
function named(exact, text, value) {
  if (!value) return null;
  const at = exact.indexOf(value);
  return at >= 0 ? exact.map((_, i) => i === at) : hits(text, low(value));
}

// Clients with something that blocks; -1 stands for the whole agency.
const broken = new Map();
findings.client.forEach(c => broken.set(c, (broken.get(c) ?? 0) + 1));

// The cells of the matrix: what is known of a person in a client.
const cells = new Map();
const key = (client, person) => client * people.email.length + person;
function cell(client, person) {
  const k = key(client, person);
  if (!cells.has(k)) cells.set(k, { grant: -1, steps: [], beside: [], client, person });
  return cells.get(k);
}
grants.client.forEach((c, i) => { cell(c, grants.person[i]).grant = i; });
steps.client.forEach((c, i) => { if (c >= 0 && steps.person[i] >= 0) cell(c, steps.person[i]).steps.push(i); });
beside.client.forEach((c, i) => cell(c, beside.person[i]).beside.push(i));

// result says what a cell comes to: the set, whether it is off, and the mark.
function result(c) {
  const beyond = c.beside.length ? beside.mark[c.beside[0]] : "";
  if (c.steps.length) {
    const first = c.steps[0], last = c.steps[c.steps.length - 1], before = steps.before[first], after = steps.after[last];
    const wasOff = (steps.off[first] & 1) !== 0, off = (steps.off[last] & (after < 0 ? 1 : 2)) !== 0;
    return { before, after, set: after < 0 ? before : after, off, mark: netMark(c, before, after, wasOff, off) };
  }
  if (c.grant >= 0) {
    const set = grants.set[c.grant];
    return { before: set, after: set, set, off: grants.off[c.grant] === 1, mark: beyond };
  }
  return { before: -1, after: -1, set: c.beside.length ? beside.set[c.beside[0]] : -1, off: false, mark: beyond };
}
// netMark is the mark of all steps of a cell together.
function netMark(c, before, after, wasOff, off) {
  const marks = c.steps.map(i => data.actions[steps.action[i]].mark);
  if (before < 0 && after >= 0) return "+";
  if (after < 0 && before >= 0) return "-";
  if (wasOff !== off) return off ? "-" : "+";
  return before !== after ? "~" : ["~", "+", "-", "=", "."].find(m => marks.includes(m));
}

const setName = i => i < 0 ? "nothing" : sets.name[i];
function say(c) {
  const r = result(c);
  let s = `${people.email[c.person]} in ${clients.label[c.client]}: `;
  if (r.mark === "?") s += `${setName(r.set)} ${texts[beside.says[c.beside[0]]]}`;
  else if (r.mark === "!") s += setName(r.set);
  else if (r.mark === "+") s += `gets ${setName(r.after)}`;
  else if (r.mark === "-" && r.after < 0) s += `loses ${setName(r.before)}`;
  else if (r.before !== r.after) s += `${setName(r.before)} becomes ${setName(r.after)}`;
  else s += setName(r.set) + (r.mark === "~" ? ", changed" : r.mark === "=" ? ", only recorded" : r.mark === "" ? ", unchanged" : "");
  if (r.off) s += ", deactivated";
  if (c.steps.length > 1) s += `, in ${c.steps.length} steps`;
  for (const i of c.beside) if (beside.mark[i] === "!") s += `; ${texts[beside.says[i]]}`;
  return s;
}

// compile makes the questions that the filters ask about a step, a grant that
// stays as it is, a grant beside, and a line of a list.
function compile(f) {
  const inClient = named(clients.label, clientText, f.client.trim()), inPerson = named(people.email, personText, f.person.trim());
  const words = low(f.q).split(/\s+/).filter(Boolean).map(word => ({
    word, client: hits(clientText, word), person: hits(personText, word), set: hits(setText, word),
    text: hits(lowTexts, word), change: hits(changeText, word) }));
  const set = f.set === "" ? -1 : Number(f.set), number = s => s === "" ? null : Number(s);
  const action = number(f.action), effect = number(f.effect), cause = number(f.cause), origin = number(f.origin ?? "");
  const about = (c, p) => !(inClient && !inClient[c]) && !(inPerson && !inPerson[p]) && !(f.broken && !broken.has(c));
  const step = i => {
    const c = steps.client[i], p = steps.person[i], e = steps.effect[i], b = steps.before[i], a = steps.after[i];
    return about(c, p) && (set < 0 || b === set || a === set) && (action === null || steps.action[i] === action) &&
      (effect === null || (effect === 0 || effect === 3 ? e === effect : (e & effect) !== 0)) &&
      (cause === null || steps.cause[i] === cause) && (origin === null || inBase[i] === origin) &&
      words.every(w => w.client[c] || w.person[p] || w.person[steps.actor[i]] || w.set[b] || w.set[a] ||
        w.text[steps.facts[i]] || w.text[steps.assets[i]] || w.text[steps.place[i]] || w.change[steps.changes[i]]);
  };
  const still = action === null && effect === null && cause === null && origin === null;
  const quiet = (c, p, s, fact) => still && about(c, p) && (set < 0 || s === set) &&
    words.every(w => w.client[c] || w.person[p] || w.set[s] || w.text[fact]);
  return {
    step,
    grant: i => f.unchanged && quiet(grants.client[i], grants.person[i], grants.set[i], grants.facts[i]),
    beside: i => quiet(beside.client[i], beside.person[i], beside.set[i], beside.says[i]),
    line: (c, p, text) => (!inClient || inClient[c]) && (!inPerson || p < 0 || inPerson[p]) && !(f.broken && c >= 0 && !broken.has(c)) &&
      words.every(w => w.client[c] || w.person[p] || text.includes(w.word)),
  };
}

// found is what the filters leave; page is where the matrix stands.
const found = { steps: [], rows: [], columns: [], keys: new Set() };
const page = { row: 0, column: 0, limit: STEPS };
let onPaper = false;

function update() {
  const f = Object.fromEntries(new FormData(form));
  const asks = compile(f), rows = new Set(), columns = new Set();
  found.steps = []; found.keys = new Set();
  const mark = (c, p) => {
    if (c < 0 || p < 0) return;
    rows.add(c); columns.add(p); found.keys.add(key(c, p));
  };
  for (let i = 0; i < steps.client.length; i++) if (asks.step(i)) { found.steps.push(i); mark(steps.client[i], steps.person[i]); }
  for (let i = 0; i < grants.client.length; i++) if (asks.grant(i)) mark(grants.client[i], grants.person[i]);
  for (let i = 0; i < beside.client.length; i++) if (asks.beside(i)) mark(beside.client[i], beside.person[i]);
  found.rows = sorted(rows); found.columns = sorted(columns);
  Object.assign(page, { row: 0, column: 0, limit: STEPS });
  $("cell").replaceChildren();
  filterLines(asks);
  const all = steps.client.length;
  $("count").textContent = `${found.steps.length === all ? "All" : found.steps.length.toLocaleString("en") + " of"} ${count(all, "step")}` +
    `; in the matrix ${count(found.rows.length, "client")} and ${count(found.columns.length, "person", "people")}.`;
  drawMatrix();
  drawSteps();
}

// filterLines hides what the filters leave out of the lists that stand in the
// page without a script, and a section with nothing left.
const lines = [...document.querySelectorAll("li[data-client]")].map(li => (
  { li, client: Number(li.dataset.client), person: Number(li.dataset.person), text: low(li.textContent), section: li.closest("section") }));
function filterLines(asks) {
  const left = new Set();
  for (const l of lines) {
    l.li.hidden = !asks.line(l.client, l.person, l.text);
    if (!l.li.hidden) left.add(l.section);
  }
  for (const l of lines) l.section.hidden = !left.has(l.section);
}

function chip(set, off) {
  if (set < 0) return el("span", { class: "faint" }, "nothing");
  return el("span", { class: `set ${sets.style[set]}` }, el("b", { "aria-hidden": "true" }, off ? `(${sets.short[set]})` : sets.short[set]), " " + sets.name[set]);
}

function drawMatrix() {
  const rows = found.rows.slice(page.row, page.row + ROWS), columns = found.columns.slice(page.column, page.column + COLUMNS);
  $("pages").replaceChildren(
    pager("Clients", "row", found.rows.length, ROWS), pager("People", "column", found.columns.length, COLUMNS));
  $("grid").replaceChildren(rows.length ? table(rows, columns) : el("p", { class: "empty" }, "Nothing matches the filters."));
  const first = $("grid").querySelector("td");
  if (first) first.tabIndex = 0;
}

function pager(label, at, total, size) {
  if (total <= size) return "";
  const from = page[at], go = to => { page[at] = to; drawMatrix(); $(`${at}-pages`)?.querySelector("button:not(:disabled)")?.focus(); };
  const button = (text, to, off) => {
    const b = el("button", { type: "button", disabled: off, "aria-label": `${text} ${label.toLowerCase()}` }, text);
    b.addEventListener("click", () => go(to));
    return b;
  };
  return el("p", { id: `${at}-pages` }, `${label} ${from + 1} to ${Math.min(from + size, total)} of ${total.toLocaleString("en")} `,
    button("Previous", from - size, from === 0), " ", button("Next", from + size, from + size >= total));
}

function table(rows, columns) {
  const head = el("tr", null, el("th", { scope: "col", class: "corner" }, "Client"), ...columns.map(p =>
    el("th", { scope: "col", class: people.kind[p], title: [people.email[p], people.name[p], people.kind[p]].filter(Boolean).join(", ") },
      el("span", null, people.email[p]))));
  const body = el("tbody");
  rows.forEach((c, n) => {
    const tr = el("tr", { "aria-rowindex": page.row + n + 2 }, el("th", { scope: "row", title: `hub ${clients.hub[c]}` },
      el("span", { class: "label" }, clients.label[c]),
      clients.label[c] === clients.name[c] ? "" : el("span", { class: "name" }, clients.name[c]),
      broken.has(c) ? el("span", { class: "badge remove" }, "! " + count(broken.get(c), "violation")) : ""));
    columns.forEach(p => tr.append(square(c, p)));
    body.append(tr);
  });
  return el("table", { role: "grid", class: "matrix", "aria-label": "Clients and people",
    "aria-rowcount": found.rows.length + 1, "aria-colcount": found.columns.length + 1 }, el("thead", null, head), body);
}

function square(client, person) {
  const c = cells.get(key(client, person));
  const td = el("td", { role: "gridcell", tabindex: "-1" });
  if (!c) { td.setAttribute("aria-label", `${people.email[person]} in ${clients.label[client]}: no access`); return td; }
  const r = result(c), short = r.set < 0 ? "" : r.off ? `(${sets.short[r.set]})` : sets.short[r.set];
  const gone = r.mark === "-" && r.after < 0;
  const on = found.keys.has(key(client, person)), waits = r.mark === "?";
  td.className = [on && "on", sets.style[r.set], c.steps.length > 0 && "moved", waits && "waits"].filter(Boolean).join(" ");
  td.title = say(c);
  td.setAttribute("aria-label", say(c));
  if (r.mark) td.append(el("span", { class: "sign" }, r.mark));
  td.append(gone ? el("s", null, short) : short);
  if (r.mark !== "!" && c.beside.some(i => beside.mark[i] === "!")) td.append(el("span", { class: "sign" }, "!"));
  td.dataset.client = client;
  td.dataset.person = person;
  return td;
}

// explain shows what is behind a field of the matrix.
function explain(td) {
  if (!td.dataset.client) return $("cell").replaceChildren(el("p", null, td.getAttribute("aria-label") + "."));
  const c = cells.get(key(Number(td.dataset.client), Number(td.dataset.person)));
  const only = (name, value, text) => {
    const b = el("button", { type: "button" }, text);
    b.addEventListener("click", () => { form.elements[name].value = value; update(); form.elements[name].focus(); });
    return b;
  };
  const now = c.grant < 0 ? el("p", { class: "faint" }, "Nothing recorded now.") : el("p", null, "Now: ",
    chip(grants.set[c.grant], grants.off[c.grant] === 1), " ", el("span", { class: "faint" }, texts[grants.facts[c.grant]]));
  const besides = c.beside.map(i => el("p", null, { "?": "Waiting", k: "Kept", "!": "Violation" }[beside.mark[i]], ": ",
    beside.set[i] < 0 ? "" : chip(beside.set[i]), " ", texts[beside.says[i]]));
  $("cell").replaceChildren(el("div", { class: "box" },
    el("h3", null, people.email[c.person], people.name[c.person] ? ` (${people.name[c.person]})` : "", " in ", clients.label[c.client]),
    now, ...besides,
    c.steps.length ? el("ol", { class: "plain" }, ...c.steps.map(stepItem)) : el("p", { class: "faint" }, "No step changes it."),
    el("p", null, only("client", clients.label[c.client], "Only this client"), " ", only("person", people.email[c.person], "Only this person"))));
}

// moves are the arrow keys and their kin in the matrix.
function moves(event) {
  const td = event.target.closest("td");
  if (!td) return;
  const rows = [...td.closest("tbody").rows], r = td.parentNode.sectionRowIndex, n = rows[r].cells.length - 1, c = td.cellIndex;
  const to = { ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1], ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], Home: [r, 1], End: [r, n],
    PageUp: [Math.max(0, r - 10), c], PageDown: [Math.min(rows.length - 1, r + 10), c] }[event.key];
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); explain(td); }
  if (!to) return;
  event.preventDefault();
  const next = rows[to[0]]?.cells[to[1]];
  if (next && next.tagName === "TD") focusCell(next);
}
function focusCell(td) {
  $("grid").querySelector('td[tabindex="0"]').tabIndex = -1;
  td.tabIndex = 0;
  td.focus();
}

function stepItem(i) {
  const a = data.actions[steps.action[i]], effect = data.effects[steps.effect[i]], b = steps.before[i], to = steps.after[i];
  const off = steps.off[i], list = changes[steps.changes[i]] ?? [], held = list.filter(c => c[3] !== 0).length;
  const who = steps.person[i] >= 0 ? people.email[steps.person[i]] : steps.client[i] >= 0 ? clients.label[steps.client[i]] : "";
  const name = steps.person[i] >= 0 ? people.name[steps.person[i]] : "";
  const left = b >= 0 ? [chip(b, off & 1)] : [], right = to >= 0 ? [chip(to, off & 2)] : [];
  const same = b === to && off !== 1 && off !== 2, sides = !left.length || same ? right : right.length ? [...left, " → ", ...right] : left;
  const facts = [steps.actor[i] >= 0 ? `as ${people.email[steps.actor[i]]} ${data.vias[steps.via[i]]}`.trim() : "", texts[steps.facts[i]], texts[steps.assets[i]]];
  return el("li", { class: "step", value: steps.seq[i] },
    el("p", { class: "head" }, el("span", { class: `mark ${a.tone}`, "aria-hidden": "true" }, a.mark), el("span", { class: "seq" }, String(steps.seq[i])), " ",
      el("span", { class: a.tone }, a.name), " ", el("strong", null, who), " ", name ? el("span", { class: "faint" }, name) : "", " ", ...sides, " ",
      effect.name === "none" ? "" : el("span", { class: `badge ${effect.tone}`, title: effect.says }, effect.name), " ",
      held ? el("span", { class: "badge change" }, "held back") : "", " ",
      inBase[i] === 1 ? el("span", { class: "badge" }, "not from this change") : "", " ", place(steps.place[i])),
    el("p", { class: "facts" }, facts.filter(Boolean).join(" · ")), permissions(list, held));
}
const place = i => i ? el("code", { class: "place" }, texts[i]) : "";

// permissions of a step, unfolded when there are few; on paper the first few,
// with all that is held back.
function permissions(list, held) {
  if (!list.length) return "";
  const shown = onPaper ? [...list.filter(c => c[3] !== 0), ...list.filter(c => c[3] === 0).slice(0, PRINT_PERMISSIONS)] : list;
  const tones = { "+": "add", "-": "remove" }, heads = ["Permission", "Before", "After", held ? "Wanted" : ""];
  const body = el("tbody", null, ...shown.map(([name, before, after, wanted, why, mark]) => el("tr", null,
    el("th", { scope: "row" }, el("span", { class: `mark ${tones[texts[mark]] ?? "change"}`, "aria-hidden": "true" }, texts[mark]), " ", el("code", null, texts[name])),
    el("td", null, texts[before] || "?"), el("td", null, texts[after]),
    el("td", null, wanted ? `${texts[wanted]}: ${texts[why]}` : ""))));
  return el("details", { open: onPaper || list.length <= 6 || held > 0 && list.length <= 12 },
    el("summary", null, count(list.length, "permission") + (held ? `, ${held} held back` : "") + (shown.length < list.length ? `; ${shown.length} of them:` : "")),
    el("div", { class: "scroll" }, el("table", { class: "levels" },
      el("thead", null, el("tr", null, ...heads.map(h => el(h ? "th" : "td", { scope: h ? "col" : "" }, h)))), body)));
}

function drawSteps() {
  const shown = found.steps.slice(0, page.limit), parts = [];
  let list = null, client = null;
  for (const i of shown) {
    if (steps.client[i] !== client) {
      client = steps.client[i];
      list = el("ol", { class: "plain" });
      parts.push(el("section", { class: "of" }, heading(client), list));
    }
    list.append(stepItem(i));
  }
  if (!shown.length) parts.push(el("p", { class: "empty" }, steps.client.length ? "No step matches the filters." : "No steps."));
  const rest = found.steps.length - shown.length;
  if (rest > 0) parts.push(more(rest));
  $("list").replaceChildren(...parts);
}

function heading(c) {
  if (c < 0) return el("h3", null, "People");
  return el("h3", null, clients.label[c], " ", el("span", { class: "name" }, clients.name[c]), " ",
    el("span", { class: "faint small" }, ["hub " + clients.hub[c], texts[clients.more[c]]].filter(Boolean).join(", ")), " ",
    broken.has(c) ? el("a", { href: "#violations", class: "badge remove" }, "! " + count(broken.get(c), "violation")) : "", " ",
    place(clients.place[c]));
}

function more(rest) {
  const button = el("button", { type: "button", class: "controls" }, `Show ${Math.min(rest, STEPS * 2)} more`);
  button.addEventListener("click", () => {
    const before = $("list").querySelectorAll("li.step").length;
    page.limit += STEPS * 2;
    drawSteps();
    const next = $("list").querySelectorAll("li.step")[before];
    next.tabIndex = -1;
    next.focus();
  });
  return el("p", { class: "more" }, `${count(rest, "more step")}. `, button);
}

// The legend and the contents of the sets, once.
function legend() {
  const now = sets.name.map(() => 0), after = sets.name.map(() => 0);
  for (const c of cells.values()) {
    const r = result(c);
    if (r.before >= 0) now[r.before]++;
    if (r.after >= 0) after[r.after]++;
  }
  const change = n => n === 0 || !grants.client.length ? "" : n > 0 ? ` (+${n.toLocaleString("en")})` : ` (−${(-n).toLocaleString("en")})`;
  $("legend").append(...sets.name.map((_, i) => el("li", null, chip(i), data.whole ? ` ${after[i].toLocaleString("en")}${change(after[i] - now[i])}` : "")));
  const signs = [["+", "add", "given"], ["~", "change", "changed"], ["-", "remove", "taken away"], ["=", "note", "only recorded"],
    ["?", "faint", "waiting"], ["k", "faint", "kept by the mode"], ["( )", "faint", "deactivated"], ["!", "remove", "violation"]];
  $("legend").append(...signs.map(([s, tone, text]) => el("li", null, el("b", { class: "sign " + tone }, s), " " + text)));
  $("contents").append(...sets.name.map((name, i) => {
    const d = el("details", null, el("summary", null, chip(i), " ", el("span", { class: "faint" },
      sets.style[i] === "s-unknown" ? "contents not known" : count(sets.gives[i].length / 2, "permission"), " ", texts[sets.says[i]])));
    d.addEventListener("toggle", () => { if (d.open && d.children.length === 1) d.append(contents(sets.gives[i])); });
    return d;
  }));
}
function contents(gives) {
  const items = [];
  for (let i = 0; i < gives.length; i += 2) items.push(el("li", null, el("code", null, texts[gives[i]]), " " + texts[gives[i + 1]]));
  return el("ul", { class: "plain columns" }, ...items);
}

// On paper: the matrix in strips that fit, and more steps than on the screen.
addEventListener("beforeprint", () => {
  onPaper = true;
  const rows = found.rows.slice(0, PRINT_ROWS), strips = [];
  for (let i = 0; i < Math.min(found.columns.length, COLUMNS * 2); i += PRINT_COLUMNS) strips.push(table(rows, found.columns.slice(i, i + PRINT_COLUMNS)));
  const say = (n, one, many) => { if (n > 0) strips.push(el("p", null, `… and ${count(n, one, many)}; filter to print them.`)); };
  say(found.rows.length - rows.length, "more client");
  say(found.columns.length - COLUMNS * 2, "more person", "more people");
  $("grid").replaceChildren(...strips);
  page.limit = Math.max(page.limit, PRINT_STEPS);
  drawSteps();
});
addEventListener("afterprint", () => { onPaper = false; page.limit = STEPS; drawMatrix(); drawSteps(); });

// start fills the choices and shows what needs a script.
function start() {
  const options = (id, list) => list.forEach(([value, text]) => $(id).append(el("option", { value: String(value) }, text)));
  options("set", sets.name.map((name, i) => [i, name]));
  const there = (column, names) => sorted(new Set(column)).filter(i => names[i]).map(i => [i, names[i]]);
  options("action", there(steps.action, data.actions.map(a => a.name)));
  options("cause", there(steps.cause, data.causes));
  $("clients").append(...clients.label.slice(0, 1000).map((s, i) => el("option", { value: s }, clients.name[i])));
  $("people").append(...people.email.slice(0, 1000).map((s, i) => el("option", { value: s }, people.name[i])));
  $("unchanged").disabled = grants.client.length === 0;
  $("unchanged").checked = grants.client.length > 0 && steps.client.length === 0;
  const unchangedAtStart = $("unchanged").checked;
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(update, 80); });
  form.addEventListener("submit", event => event.preventDefault());
  $("clear").addEventListener("click", () => { form.reset(); $("unchanged").checked = unchangedAtStart; update(); $("q").focus(); });
  $("grid").addEventListener("keydown", moves);
  $("grid").addEventListener("click", event => {
    const td = event.target.closest("td");
    if (td) { focusCell(td); explain(td); }
  });
  legend();
  update();
  document.querySelectorAll(".scripted").forEach(e => { e.hidden = false; });
}
start();
})();

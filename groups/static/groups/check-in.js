/**
 * Check-in on a host's phone: every tick is kept on the device at once and handed in when there is a network. What
 * several devices have ticked is merged by the server, by the time of the tick.
 *
 * @typedef {{profile: string, there: boolean, at: string}} Tick
 */

const AGAIN_MS = 10_000;
const form = /** @type {HTMLFormElement} */ (document.getElementById("check-in"));
const note = document.getElementById("waiting");
const key = `snug.ticks.${form.dataset.occurrence}`;
let timer = 0;
let sending = false;

if (note) {
  begin(note);
  keepPage();
}

/** @param {HTMLElement} note */
function begin(note) {
  for (const hidden of document.querySelectorAll("[data-search]")) hidden.removeAttribute("hidden");
  document.querySelector("[data-save]")?.setAttribute("hidden", "");
  for (const tick of queue()) show(tick.profile, tick.there);
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === "there") ticked(target);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("find")?.addEventListener("input", find);
  // The last of these also when the page opens.
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => handIn(true));
  count();
  say(note, "");
}

/** The page is to open without a network, too: the service worker keeps it, from the next visit on by itself. */
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/sw.js").catch(() => {});
  const kept = await caches.open("check-in");
  if (!(await kept.match(location.href))) await kept.add(location.href).catch(() => {});
}

/** @returns {Tick[]} what was ticked and not handed in, oldest first */
function queue() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {Tick[]} ticks */
function keep(ticks) {
  if (ticks.length > 0) localStorage.setItem(key, JSON.stringify(ticks));
  else localStorage.removeItem(key);
}

/** @param {HTMLInputElement} input */
function ticked(input) {
  const tick = { profile: input.value, there: input.checked, at: new Date().toISOString() };
  keep([...queue().filter(({ profile }) => profile !== tick.profile), tick]);
  count();
  handIn();
}

/**
 * @param {boolean} ask what is known now, of all devices, also when nothing waits: the page may have been made before
 *   the last tick of this one or of another arrived
 */
async function handIn(ask = false) {
  const ticks = queue();
  if (sending || (ticks.length === 0 && !ask)) return;
  clearTimeout(timer);
  sending = true;
  const { merged, why } = await send(ticks);
  sending = false;
  if (merged) {
    const sent = new Set(ticks.map(({ profile, at }) => `${profile} ${at}`));
    keep(queue().filter(({ profile, at }) => !sent.has(`${profile} ${at}`)));
    const waits = new Set(queue().map(({ profile }) => profile));
    for (const [profile, there] of Object.entries(merged)) if (!waits.has(profile)) show(profile, there);
    count();
  }
  say(/** @type {HTMLElement} */ (note), why);
  if (queue().length > 0) timer = setTimeout(handIn, merged ? 0 : AGAIN_MS);
}

/** @param {Tick[]} ticks @returns {Promise<{merged?: Record<string, boolean>, why: string}>} */
async function send(ticks) {
  const body = new URLSearchParams(ticks.map(({ profile, there, at }) => ["tick", `${profile} ${there ? 1 : 0} ${at}`]));
  body.set("device", "1");
  body.set("csrfmiddlewaretoken", /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value);
  const answer = await fetch(location.href, { method: "POST", body, redirect: "manual" }).catch(() => null);
  const said = answer?.ok ? await answer.json().catch(() => null) : null; // null: some hotspot's page, not ours
  if (said) return { merged: said.there, why: "" };
  if (answer?.status === 409) return { why: "closed" };
  return { why: answer && !answer.ok && answer.status < 500 ? "again" : "" };
}

/** @param {string} profile @param {boolean} there */
function show(profile, there) {
  const input = form.querySelector(`input[name="there"][value="${CSS.escape(profile)}"]`);
  if (input instanceof HTMLInputElement) input.checked = there;
}

function count() {
  const there = document.getElementById("there");
  if (there) there.textContent = String(form.querySelectorAll('input[name="there"]:checked').length);
}

/** @param {HTMLElement} note @param {string} why */
function say(note, why) {
  const waits = queue().length;
  note.hidden = waits === 0;
  const plural = new Intl.PluralRules(document.documentElement.lang).select(waits);
  const words = note.dataset[why] ?? note.dataset[plural] ?? "";
  const line = note.querySelector("[data-text]");
  if (line && waits > 0) line.textContent = words.replace("{n}", String(waits));
}

/** @param {Event} event */
function find({ target }) {
  const wanted = folded(/** @type {HTMLInputElement} */ (target).value.trim());
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-name]"))) {
    row.hidden = !folded(row.dataset.name ?? "").includes(wanted);
  }
  document.getElementById("nobody")?.toggleAttribute("hidden", form.querySelector("[data-name]:not([hidden])") !== null);
}

/** @param {string} text @returns {string} without case and accents: "SOFIA" finds Sofía */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/**
 * What surrounds the conversation: the reader who comes, goes and scrolls, and the page when it is over.
 */

import { el, icon } from "./dom.js";

/**
 * @param {HTMLElement} log
 * @param {{onMove: () => void, onBack: () => void, onCut: () => void, onLeave: () => void, onClick: (event: MouseEvent) => void}} tell
 */
export function watch(log, { onMove, onBack, onCut, onLeave, onClick }) {
  let waiting = false;
  const moved = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      onMove();
    });
  };
  log.addEventListener("scroll", moved, { passive: true });
  log.addEventListener("click", onClick);
  addEventListener("offline", onCut);
  for (const name of ["focus", "online", "pageshow"]) addEventListener(name, onBack);
  // By "pagehide" the line may be gone; "beforeunload" is not everywhere.
  for (const name of ["beforeunload", "pagehide"]) addEventListener(name, onLeave);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? onBack : onLeave)());
}

const SETTLED_MS = 1_000;

/**
 * What is no part of the first view comes when the page stands; without a network, when there is one again.
 *
 * @template T @param {() => Promise<T>} load @returns {Promise<T>}
 */
export async function later(load) {
  for (;;) {
    await new Promise((done) => setTimeout(done, SETTLED_MS));
    try {
      return await load();
    } catch {
      // not now
    }
  }
}

/**
 * Nothing of what was said stays on the page; in its place: why, and where to go.
 *
 * @param {HTMLElement} log @param {string} text @param {{label: string, href: string}} next @param {string} [why]
 */
export function farewell(log, text, next, why) {
  const note = el("div", { class: "empty", role: "alert" }, icon("door-open"), el("h2", {}, text));
  if (why) note.append(el("p", {}, why));
  note.append(el("a", { class: "btn btn--s btn--line", href: next.href }, next.label));
  log.replaceChildren(note);
  document.querySelector(".composer")?.remove();
  document.querySelector(".aside")?.remove(); // who is there, and the notices
}

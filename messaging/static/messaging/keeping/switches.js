/**
 * On the page of one's devices: whether this one keeps messages and numbers its icon, and how Snug is installed here.
 * What the browser cannot do is not offered.
 */

import { deviceStorage } from "../outbox.js";
import { badge } from "./icon.js";
import { Keeper } from "./keeper.js";
import { Shelf } from "./shelf.js";
import { isInstalled, wantsToKeep, wish } from "./wish.js";

const part = /** @type {HTMLElement} */ (document.querySelector("[data-here]"));
const keep = /** @type {HTMLInputElement} */ (document.getElementById("keep-here"));
const number = /** @type {HTMLInputElement} */ (document.getElementById("number-here"));
const isApple = /iPad|iPhone|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

begin();

async function begin() {
  const shelf = "serviceWorker" in navigator ? await Shelf.open() : null;
  show("can-keep", shelf !== null);
  show("cannot-keep", shelf === null);
  part.hidden = false;
  keep.checked = wantsToKeep();
  keep.addEventListener("change", () => keeping(keep.checked));
  show("number", "setAppBadge" in navigator && isInstalled() && shelf !== null);
  number.checked = (await shelf?.meta("badge")) !== false;
  number.addEventListener("change", () => numbering(shelf, number.checked));
  installing();
}

/** @param {boolean} on */
async function keeping(on) {
  wish(on);
  await new Keeper({ storage: deviceStorage() }).start();
  part.dataset.is = on ? "kept" : "empty"; // from here on it is as it was asked for
}

/** @param {Shelf|null} shelf @param {boolean} on */
async function numbering(shelf, on) {
  const owner = await shelf?.meta("owner");
  await shelf?.write(owner, ["meta"], (store) => store("meta").put({ name: "badge", value: on }));
  if (!on) badge(0, null);
}

function installing() {
  show("on-apple", isApple && !isInstalled());
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // no banner of the browser's own: it is asked for here, or not at all
    show("install", true);
    part.querySelector("[data-install] button")?.addEventListener("click", async () => {
      const { outcome } = await /** @type {any} */ (event).prompt();
      if (outcome === "accepted") show("install", false);
    }, { once: true });
  });
  addEventListener("appinstalled", () => show("install", false));
}

/** @param {string} name @param {boolean} on */
function show(name, on) {
  /** @type {HTMLElement} */ (part.querySelector(`[data-${name}]`)).hidden = !on;
}

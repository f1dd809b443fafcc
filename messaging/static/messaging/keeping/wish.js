/**
 * Whether this device keeps messages: as its person has said here, else yes where Snug is installed and no in a tab.
 * Said in a cookie, since signing out empties every other store and a "no" has to outlast that (the server takes a "yes"
 * away then). The worker is there where something is kept.
 */

const NAME = "snug_keep";
const YEAR_S = 31_536_000;

/** @returns {boolean} */
export function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true;
}

/** @returns {boolean} */
export function wantsToKeep() {
  const said = new RegExp(`(?:^|; )${NAME}=([01])`).exec(document.cookie)?.[1];
  return said === undefined ? isInstalled() : said === "1";
}

/** @param {boolean} on */
export function wish(on) {
  document.cookie = `${NAME}=${on ? 1 : 0}; path=/; max-age=${YEAR_S}; samesite=lax`;
}

/** Another person's yes is none of this one's. */
export function forgetYes() {
  if (document.cookie.includes(`${NAME}=1`)) document.cookie = `${NAME}=; path=/; max-age=0; samesite=lax`;
}

/** @returns {Promise<void>} */
export async function askForWorker() {
  await navigator.serviceWorker?.register("/sw.js").catch(() => {});
}

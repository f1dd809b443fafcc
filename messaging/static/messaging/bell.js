/**
 * The count of the inbox, wherever the page shows it, and the pushes of what was read on another device.
 */

const MOST = 99;

/** @param {import("./protocol.js").Frame} frame */
export function hearInbox({ unread, read }) {
  for (const bell of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-bell]"))) {
    bell.hidden = unread === 0;
    /** @type {HTMLElement} */ (bell.querySelector("[data-number]")).textContent = unread > MOST ? `${MOST}+` : String(unread);
  }
  if (read) putAway(read);
}

/** @param {string[]} tags */
async function putAway(tags) {
  const registration = await navigator.serviceWorker?.getRegistration("/");
  registration?.active?.postMessage({ type: "read", tags, urls: [] });
}

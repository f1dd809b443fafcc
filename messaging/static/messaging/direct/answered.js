/**
 * A conversation of two whose other one has not said yes yet: once the line that says so comes, the page is made anew,
 * with its field. Loaded on such a page alone.
 */

const { words } = JSON.parse(document.getElementById("conversation-data")?.textContent ?? "{}");
const log = /** @type {HTMLElement} */ (document.querySelector(".log__in"));
const said = () => [...log.children].filter((row) => row.textContent?.trim() === words.note_direct_open).length;
const before = said(); // of an earlier time

new MutationObserver(() => {
  if (said() > before) location.reload();
}).observe(log, { childList: true, subtree: true });

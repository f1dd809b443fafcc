// Keys of the reviewer's pages. Each of them presses a link, a button or a box that stands on the page and says its key:
// without this file everything is there all the same.

const WRITES = "textarea, select, input:not([type=checkbox]):not([type=radio]), [contenteditable]";
const rows = [...document.querySelectorAll("[data-row]")];

const go = (by) => {
  const at = rows.indexOf(document.activeElement?.closest(".review__row")?.querySelector("[data-row]"));
  rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
};
const marked = () => document.activeElement?.closest(".review__row")?.querySelector("[data-claim]");
const OWN = {
  j: () => go(1),
  k: () => go(-1),
  r: () => document.querySelector(".review textarea")?.focus(),
};

document.addEventListener("keydown", (event) => {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(WRITES)) return;
  const pressed = (key === "c" && marked()) || document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const gone = document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  if (pressed) pressed.click();
  else if (gone) gone.focus();
  else if (OWN[key]) OWN[key]();
  else return;
  event.preventDefault();
});

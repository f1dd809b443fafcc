/**
 * The way to what one can do with a message: press and hold, or the button beside it. What is there then: `sheet.js`.
 */

const HOLD_MS = 450;
const HOLD_SLACK = 10;
const SETTLED_MS = 1_500;

export class Menu {
  /** @param {HTMLElement} rows @param {Omit<import("./sheet.js").SheetParts, "acts"> & {hands: import("./hands.js").Hands}} parts */
  constructor(rows, parts) {
    this.parts = parts;
    this.hands = parts.hands;
    this.timer = 0;
    /** @type {{x: number, y: number, message: Element}|null} */
    this.pressed = null;
    rows.addEventListener("click", (event) => this.click(event));
    rows.addEventListener("pointerdown", (event) => this.press(event));
    for (const name of ["pointerup", "pointercancel"]) rows.addEventListener(name, () => this.lift());
    rows.addEventListener("pointermove", (event) => this.drift(event));
    rows.addEventListener("contextmenu", (event) => this.context(event));
    setTimeout(load, SETTLED_MS);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const more = target(event)?.closest(".msg__more");
    if (!more) return;
    event.preventDefault();
    this.open(more.closest(".msg"));
  }

  /** @param {PointerEvent} event also on a photo, which may be all there is of a message */
  press(event) {
    const message = target(event)?.closest(".bubble")?.closest(".msg");
    if (event.pointerType !== "touch" || !message || target(event)?.closest("a:not(.shot, .doc), button")) return;
    this.lift();
    this.pressed = { x: event.clientX, y: event.clientY, message };
    message.classList.add("msg--pressed");
    this.timer = setTimeout(() => this.open(message, { held: true }), HOLD_MS);
  }

  lift() {
    clearTimeout(this.timer);
    this.pressed?.message.classList.remove("msg--pressed");
    this.pressed = null;
  }

  /** @param {PointerEvent} event a finger that scrolls does not hold */
  drift(event) {
    if (!this.pressed) return;
    const far = Math.hypot(event.clientX - this.pressed.x, event.clientY - this.pressed.y) > HOLD_SLACK;
    if (far) this.lift();
  }

  /** @param {MouseEvent} event the system's own long-press menu would cover ours */
  context(event) {
    if (this.pressed) event.preventDefault();
  }

  /** @param {Element|null|undefined} message @param {{held?: boolean}} [how] `held`: the finger is still on it */
  async open(message, { held = false } = {}) {
    clearTimeout(this.timer);
    const [acts, sheets] = await Promise.all([this.hands.get(), load()]);
    const about = acts?.about(message?.getAttribute("data-mid") ?? "");
    if (!message || (acts && !about)) return;
    if (document.querySelector("dialog[open]")) return;
    if (sheets && acts && about) new sheets.Sheet({ ...this.parts, acts }).show(message, about, held);
    // Its page stands where no module could be had; without a network there would be nothing, and this page is gone.
    else if (navigator.onLine) location.assign(message.querySelector(".msg__more")?.getAttribute("href") ?? location.href);
  }
}

/** What a menu holds is no part of the first view: it comes when the page stands, or when it is asked for. */
function load() {
  return import("./sheet.js").catch(() => null);
}

/** @param {Event} event @returns {Element|null} */
function target(event) {
  return event.target instanceof Element ? event.target : null;
}

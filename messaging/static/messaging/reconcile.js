/**
 * Makes the children of an element match a list, keeping every node that is still right: nothing flickers, focus and
 * selection stay, and a live region speaks only of what is new.
 *
 * @template T
 * @param {HTMLElement} parent
 * @param {T[]} list
 * @param {{
 *   key: (one: T) => string, sign: (one: T) => string, draw: (one: T) => HTMLElement,
 *   update?: (node: HTMLElement, one: T) => void, adopt?: ((node: HTMLElement, one: T) => void)|null,
 * }} how `update` brings a node with the same key up to date (else it is drawn anew); with `adopt`, nodes that the
 *   server has drawn are trusted and handed to it
 */
export function reconcile(parent, list, { key, sign, draw, update, adopt = null }) {
  const known = new Map([...parent.children].map((node) => [/** @type {HTMLElement} */ (node).dataset.key ?? "", node]));
  const wanted = new Set(list.map(key));
  for (const [name, node] of known) if (!wanted.has(name)) node.remove();
  let place = parent.firstElementChild;
  for (const one of list) {
    const node = current(/** @type {HTMLElement|undefined} */ (known.get(key(one))), one);
    node.dataset.key = key(one);
    node.dataset.sign = sign(one);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }

  /** @param {HTMLElement|undefined} node @param {T} one @returns {HTMLElement} */
  function current(node, one) {
    if (!node) return draw(one);
    if (node.dataset.sign === sign(one)) return node;
    if (adopt && node.dataset.sign === undefined) {
      adopt(node, one);
      return node;
    }
    if (update) {
      update(node, one);
      return node;
    }
    const fresh = draw(one);
    if (place === node) place = node.nextElementSibling;
    node.replaceWith(fresh);
    return fresh;
  }
}

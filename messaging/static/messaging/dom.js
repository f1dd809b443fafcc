/**
 * Builds elements without ever parsing text as HTML: what people wrote only enters as text.
 */

import { linkify } from "./linkify.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, string|boolean|null|undefined>} [attributes] false, null and undefined are left out
 * @param {...(Node|string|null|undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** @param {string} name an icon of the sprite @param {string} [extra] further classes @returns {SVGElement} */
export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.sprite ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} body @returns {HTMLElement} somebody's words, addresses made into safe links */
export function words(body) {
  const pieces = linkify(body).map(({ text, href }) => (href ? link(text, href) : document.createTextNode(text)));
  return el("p", { dir: "auto" }, ...pieces);
}

/** @param {string} text @param {string} href */
function link(text, href) {
  return el("a", { class: "link", href, target: "_blank", rel: "noopener nofollow noreferrer" }, text);
}

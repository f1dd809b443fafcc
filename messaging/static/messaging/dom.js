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
    if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null && child !== ""));
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

/**
 * @param {string} body @param {[number, number][]} [spans] what a rule met, in code points: then this is marked
 * @param {Record<string, string>} [sites] where links really lead, by host, where they do not show it (messaging/links.py)
 * @param {import("./named.js").Named[]} [named]
 * @returns {HTMLElement} somebody's words, addresses made into safe links
 */
export function words(body, spans = [], sites = {}, named = []) {
  if (spans.length > 0) return el("p", { dir: "auto" }, ...marked(body, spans));
  const plain = (/** @type {string} */ part) => linkify(part).map(({ text, href }) => (href ? link(text, href, sites) : text));
  return el("p", { dir: "auto" }, ...withNames(body, named, plain));
}

/** @param {string} body @param {import("./named.js").Named[]} named @param {(text: string) => (Node|string)[]} plain @returns {(Node|string)[]} */
function withNames(body, named, plain) {
  const points = [...body];
  let done = 0;
  const pieces = [];
  for (const { from, to, text, own } of named) {
    pieces.push(...plain(points.slice(done, from).join("")), el("bdi", { class: own ? "mention mention--own" : "mention" }, text));
    done = to;
  }
  return [...pieces, ...plain(points.slice(done).join(""))];
}

/** @param {string} body @param {[number, number][]} spans */
function marked(body, spans) {
  const points = [...body];
  const pieces = [];
  let done = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const start = Math.max(from, done);
    if (start >= to) continue;
    pieces.push(points.slice(done, start).join(""), el("mark", {}, points.slice(start, to).join("")));
    done = to;
  }
  return [...pieces, points.slice(done).join("")];
}

/** @param {string} text @param {string} href @param {Record<string, string>} sites */
function link(text, href, sites) {
  const site = sites[/^https?:\/\/([^/:?#]+)/i.exec(href)?.[1].toLowerCase() ?? ""];
  const at = site ? [" ", el("bdi", { class: "link__site" }, `(${site})`)] : [];
  return el("a", { class: "link", href, target: "_blank", rel: "noopener nofollow noreferrer" }, text, ...at);
}

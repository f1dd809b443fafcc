/**
 * Finds web addresses in what somebody wrote. The same rules as `messaging/links.py`; `tests/messaging/link_cases.json`
 * holds both to them. Only http, https and www. become links, and only with a host that looks like one: no user
 * names (they disguise the host), no controls, nothing that a script could hide in.
 *
 * @typedef {{text: string, href: string|null}} Piece
 */

const CANDIDATE = /(?<![\p{L}\p{N}_@./:-])(?:https?:\/\/|www\.)[^\s<>"\u0000-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
// Scripts, without what disguises a host: signs that look like its slash or its dot, what is not seen, wide forms.
const SCRIPTS =
  "\\u00c0-\\u034e\\u0350-\\u061b\\u061d-\\u115e\\u1161-\\u17b3\\u17b6-\\u180a\\u180f-\\u1fff\\u2c00-\\u2dff\\u2e80-\\u2fef" +
  "\\u3005-\\u3007\\u3040-\\u3163\\u3165-\\ud7ff\\uf900-\\ufdff\\ufe70-\\ufefe";
const LABEL = `[a-z0-9${SCRIPTS}](?:[a-z0-9${SCRIPTS}-]*[a-z0-9${SCRIPTS}])?`;
const ADDRESS = new RegExp(`^https?:\\/\\/(?:${LABEL}\\.)+[a-z${SCRIPTS}]{2,}(?::\\d{1,5})?(?:[/?#].*)?$`, "i");
const TRAILING = ".,;:!?'\"“”‘’«»…)]}";

/** @param {string} text @returns {Piece[]} the text in order, whole, with the addresses found in it */
export function linkify(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let done = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const found = trim(match[0]);
    const href = /^www\./i.test(found) ? `https://${found}` : found;
    if (!ADDRESS.test(href)) continue;
    if (match.index > done) pieces.push({ text: text.slice(done, match.index), href: null });
    pieces.push({ text: found, href });
    done = match.index + found.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
}

/** A full stop after an address belongs to the sentence; a bracket that was opened inside it does not. @param {string} found */
function trim(found) {
  let end = found.length;
  while (end > 0 && TRAILING.includes(found[end - 1])) {
    const kept = found.slice(0, end);
    if (found[end - 1] === ")" && kept.split("(").length >= kept.split(")").length) break;
    end -= 1;
  }
  return found.slice(0, end);
}

/**
 * Who is named in somebody's words, called as they are called now. As `messaging/page_mentions.py`.
 *
 * @typedef {{what: "person"|"captain"|"crew", profile: string|null, span: [number, number]}} Mention
 * @typedef {{from: number, to: number, text: string, own: boolean}} Named   in code points of the body
 */

/**
 * @param {string} body @param {Mention[]} mentions in order
 * @param {{self: string, names: Map<string, string>, words: Record<string, string>}} naming
 * @returns {Named[]}
 */
export function namedIn(body, mentions, { self, names, words }) {
  const [points, found] = [[...body], /** @type {Named[]} */ ([])];
  for (const { what, profile, span: [from, to] } of mentions) {
    const before = found.at(-1);
    if (before?.from === from) before.own ||= profile === self; // two of one name
    if (before && from < before.to) continue;
    const name = what === "person" ? profile === null ? words.former : names.get(profile) : undefined;
    found.push({ from, to, text: name ? `@${name}` : points.slice(from, to).join(""), own: profile !== null && profile === self });
  }
  return found;
}

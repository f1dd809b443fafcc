/**
 * Whom the reader has blocked: what they say is folded to one line, counts as nothing new and is heard of nowhere else.
 */

/**
 * @param {{
 *   room: string, store: import("./store.js").Store, timeline: import("./timeline.js").Timeline,
 *   typists: import("./typing.js").Typists, looked: () => void,
 *   beside: (act: (badges: {fold: (room: string, folded: Set<string>) => void}) => void) => void,
 * }} page
 * @param {string} room @param {string[]} profiles all of them, from here on
 */
export function fold(page, room, profiles) {
  const folded = new Set(profiles);
  page.beside((badges) => badges.fold(room, folded));
  if (room !== page.room || same(page.store.folded, folded)) return;
  page.store.folded = folded;
  for (const [seq, item] of page.store.quoted) if (!item) page.store.quoted.delete(seq); // perhaps no longer
  page.typists.forget(folded);
  page.timeline.draw({ quiet: true });
  page.looked();
}

/** @param {Set<string>} one @param {Set<string>} other */
export function same(one, other) {
  return one.size === other.size && [...one].every((profile) => other.has(profile));
}

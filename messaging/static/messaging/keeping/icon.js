/**
 * The number on the app's icon: unread messages in all rooms that one has not muted. Nothing where the browser has no
 * such thing, or the person wants none.
 */

/** @param {number} unread @param {import("./shelf.js").Shelf|null} shelf where the wish lies */
export async function badge(unread, shelf) {
  const { setAppBadge, clearAppBadge } = /** @type {any} */ (navigator);
  if (!setAppBadge) return;
  const wanted = unread > 0 && (await shelf?.meta("badge")) !== false;
  const set = wanted ? setAppBadge.call(navigator, unread) : clearAppBadge.call(navigator);
  await Promise.resolve(set).catch(() => {}); // not installed, or not allowed: no matter
}

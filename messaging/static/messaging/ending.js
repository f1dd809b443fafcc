/**
 * When no line comes back, and when a room is no longer the reader's: what the page says, and what it lets go of.
 *
 * @typedef {any} Page   the `Conversation`
 */

import { farewell } from "./around.js";

/** The client has stopped by itself. @param {Page} page @param {import("./link.js").Why|undefined} why */
export function stopped(page, why) {
  const { words, urls } = page.data;
  if (why === "signed_out") page.end(words.signed_out, { label: words.sign_in, href: urls.sign_in });
  else if (why === "disabled") page.end(words.disabled);
  else if (why === "replaced") page.strip.show("hand", words.replaced, { label: words.go_on, act: () => page.client.start() });
  else if (why) page.strip.show("info", words.out_of_step, { label: words.reload, act: () => location.reload() });
}

/** Nothing more comes, and nothing stays. @param {Page} page @param {string} text @param {{label: string, href: string}} [next] */
export function end(page, text, next) {
  const { words, urls } = page.data;
  page.ended = true;
  page.client.stop();
  page.pager.stop();
  page.typists.clear();
  page.composer?.forget();
  page.habits.then((habits) => habits.drafts?.forget());
  page.timeline.forget();
  const one = [words.removed, words.closed].includes(text);
  page.beside((badges) => (one ? badges.forget(page.room) : badges.forgetAll()));
  page.strip.clear();
  farewell(page.log, text, next ?? { label: words.my_groups, href: urls.home }, text === words.removed ? words.removed_why : "");
}

/**
 * The emoji under a message: who has put which one there, what its button is called, and what counts as one. Pure; the
 * same words as `messaging/chips.py`.
 *
 * @typedef {{emoji: string, by: string[]}} Reaction   `by`: profiles, in the order in which they came
 * @typedef {{emoji: string, count: number, own: boolean, label: string}} Chip
 * @typedef {{self: string, names: Map<string, string>, words: Record<string, string>, plural: Intl.PluralRules}} Naming
 */

const NAMED = 3; // more than so many names make no good name of a button

const ONE = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?[\u{E0020}-\u{E007F}]*`;
const ONE_EMOJI = new RegExp(String.raw`^(?:${ONE}(?:\u200D${ONE})*|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)$`, "u");

/**
 * Set semantics: taking it in twice changes nothing, and then the list itself comes back.
 *
 * @param {Reaction[]} list @param {string} profile @param {string} emoji @param {boolean} on
 * @returns {Reaction[]}
 */
export function reacted(list, profile, emoji, on) {
  const there = list.find((one) => one.emoji === emoji);
  if (Boolean(there?.by.includes(profile)) === on) return list;
  if (!there) return [...list, { emoji, by: [profile] }];
  const by = on ? [...there.by, profile] : there.by.filter((one) => one !== profile);
  return list.map((one) => (one === there ? { emoji, by } : one)).filter((one) => one.by.length > 0);
}

/** @param {Reaction[]} list @param {string} profile who is gone @returns {Reaction[]} */
export function without(list, profile) {
  return list.reduce((left, { emoji }) => reacted(left, profile, emoji, false), list);
}

/** @param {Reaction[]} list @param {Naming} naming @returns {Chip[]} */
export function chips(list, naming) {
  return list.map(({ emoji, by }) => {
    const own = by.includes(naming.self);
    return { emoji, count: by.length, own, label: label(emoji, by, naming) };
  });
}

/** “👍 2, you and Ben”. @param {string} emoji @param {string[]} by @param {Naming} naming */
function label(emoji, by, { self, names, words, plural }) {
  const others = by.filter((one) => one !== self).map((one) => names.get(one)).filter((name) => name !== undefined);
  const known = by.includes(self) ? [words.you_too, ...others] : others;
  const named = known.slice(0, known.length === by.length && by.length <= NAMED ? NAMED : NAMED - 1);
  const head = `${emoji} ${by.length}`;
  return named.length ? `${head}${words.comma}${sentence(named, by.length - named.length, words, plural)}` : head;
}

/** @param {string[]} named @param {number} more @param {Record<string, string>} words @param {Intl.PluralRules} plural */
function sentence(named, more, words, plural) {
  if (more > 0) {
    const pattern = words[`and_more_${plural.select(more)}`] ?? words.and_more_other;
    return pattern.replace("{names}", () => named.join(words.comma)).replace("{n}", String(more));
  }
  if (named.length === 1) return named[0];
  return words.and_last.replace("{names}", () => named.slice(0, -1).join(words.comma)).replace("{last}", () => named[named.length - 1]);
}

/**
 * What a keyboard gave: one emoji in its full form, or nothing of use. The server looks closer, and keeps it in this form.
 *
 * @param {string} text @returns {string|null}
 */
export function oneEmoji(text) {
  const found = text.trim();
  if (!ONE_EMOJI.test(found)) return null;
  if (found.endsWith("\u20E3")) return `${found[0]}\uFE0F\u20E3`;
  return found.split("\u200D").map(full).join("\u200D");
}

/** Without a skin tone or a flag's letters, what would be drawn as text is told to be an emoji. @param {string} part */
function full(part) {
  const [base, ...rest] = [...part].filter((sign) => sign !== "\uFE0F");
  if (rest.length) return base + rest.join("");
  return /\p{Emoji_Presentation}/u.test(base) ? base : `${base}\uFE0F`;
}

/**
 * The field of the conversation page, with all that goes out through it.
 */

import { Adding } from "./adding.js";
import { Composer } from "./composer.js";

/**
 * @param {{data: any, room: string, words: Record<string, string>, client: import("./snug-client.js").SnugClient,
 *          timeline: import("./timeline.js").Timeline, hands: import("./hands.js").Hands, resting: boolean, goDown: () => void}} page
 * @param {Storage|null} storage
 * @returns {Composer|null} null where this person may only read
 */
export function compose(page, storage) {
  const { data, room, words, client } = page;
  const composer = Composer.find({
    draftKey: `snug.draft.${data.self.id}.${room}`,
    words,
    storage,
    onSay: (body, media) => {
      page.resting = false;
      client.say(room, body, { media: media.length > 0 ? media : undefined, reply_to: page.hands.answered() });
      page.goDown();
    },
    onTyping: (on) => client.typing(room, on),
  });
  const { places } = page.timeline.scene;
  if (composer) composer.adding = new Adding(composer, { url: data.urls.media, words, places });
  return composer;
}

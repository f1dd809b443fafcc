/**
 * On pages without a conversation: once they have come to rest, what lies on this device is brought in step, and what
 * waits is sent. A conversation's page sees to it itself (`badges.js`).
 */

const REST_MS = 1_000;

/** When nothing else is to be done. @param {() => void} act */
function atRest(act) {
  const idle = /** @type {any} */ (globalThis).requestIdleCallback;
  setTimeout(() => (idle ? idle(act) : act()), REST_MS);
}

atRest(async () => {
  const [{ Keeper }, { deviceStorage }] = await Promise.all([import("./keeper.js"), import("../outbox.js")]).catch(() => [{}, {}]);
  if (Keeper) new Keeper({ storage: deviceStorage() }).start();
});

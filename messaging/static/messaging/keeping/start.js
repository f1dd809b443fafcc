/**
 * On pages without a conversation: the server is told the device's zone, in which it draws times; and once they have come
 * to rest, what lies on this device is brought in step, and what waits is sent. A conversation's page sees to both itself.
 */

const REST_MS = 1_000;
const LATEST_MS = 4_000; // a busy device is never idle, and what waits has to be sent all the same
document.cookie = `tz=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;

/** When nothing else is to be done. @param {() => void} act */
function atRest(act) {
  const idle = /** @type {any} */ (globalThis).requestIdleCallback;
  setTimeout(() => (idle ? idle(act, { timeout: LATEST_MS }) : act()), REST_MS);
}

atRest(async () => {
  const [{ Keeper }, { deviceStorage }] = await Promise.all([import("./keeper.js"), import("../outbox.js")]).catch(() => [{}, {}]);
  if (Keeper) new Keeper({ storage: deviceStorage() }).start();
});

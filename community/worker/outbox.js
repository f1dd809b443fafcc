// Words that waited when the last page was closed go out as soon as there is a network, where the browser wakes a worker
// for that (Background Sync); elsewhere with the next page. The cid makes it once, whoever else sends it.

self.addEventListener("sync", (event) => {
  if (event.tag.startsWith("outbox")) event.waitUntil(sendWaiting());
});

async function sendWaiting() {
  if ((await self.clients.matchAll({ type: "window" })).length > 0) return; // the page does it, and shows it
  const owner = await meta("owner");
  if (!owner) return;
  const now = await standing();
  if (!now) throw new Error("not now"); // the browser tries again
  if (now.owner !== owner) return;
  const letters = await onShelf(["letters"], "readonly", (change) => change.objectStore("letters").getAll());
  const token = (await self.cookieStore?.get("csrftoken"))?.value ?? "";
  const stuck = new Set();
  for (const letter of letters.sort((a, b) => a.at - b.at)) {
    if (!stuck.has(letter.room) && !(await sent(letter, token))) stuck.add(letter.room);
  }
}

/** Whether it was stored. What was refused stays for its page, which asks again and says why. */
async function sent({ room, cid, body, confirm, reply_to: to, media }, token) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  const said = JSON.stringify({ cid, body, confirm, reply_to: to?.mid, media: media?.map(({ id }) => id) });
  const answer = await fetch(`/api/v1/rooms/${room}/messages`, { method: "POST", headers, body: said }).catch(() => null);
  if (answer?.ok) await onShelf(["letters"], "readwrite", (change) => change.objectStore("letters").delete(cid));
  return Boolean(answer?.ok);
}

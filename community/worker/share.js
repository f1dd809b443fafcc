// What another app hands over comes as a POST that bears no token, so it goes to no server: it lies on the device, for
// an hour at most, and the page that is opened then asks where it is to be said (groups/views/share.py).

const MOST_PHOTOS = 10;
const LONGEST = 4_000;

async function takeIn(request) {
  const form = await request.formData();
  const words = (name) => String(form.get(name) ?? "").slice(0, LONGEST);
  const photos = form.getAll("photos").filter((one) => one instanceof File && one.size > 0).slice(0, MOST_PHOTOS);
  const owner = (await meta("owner")) ?? null;
  const share = { id: crypto.randomUUID(), at: Date.now(), owner, title: words("title"), text: words("text"), url: words("url"), photos };
  await onShelf(["shares"], "readwrite", (change) => {
    change.objectStore("shares").clear(); // the latest is what somebody wants to say now
    change.objectStore("shares").put(share);
  }).catch(() => {});
  return Response.redirect("/share/", 303);
}

async function dropOldShares() {
  await onShelf(["shares"], "readwrite", (change) => {
    const walk = change.objectStore("shares").openCursor();
    walk.onsuccess = () => {
      if (!walk.result) return;
      if (Date.now() - walk.result.value.at > SHARE_MS) walk.result.delete();
      walk.result.continue();
    };
  }).catch(() => {});
}

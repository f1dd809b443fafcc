// Without a network, Snug opens all the same: one page that is the same for everybody, kept with all it needs, shows what
// lies on the device. Pages of members are never kept. Online nothing comes from here: every page is asked of the
// network, and what it needs passes by the worker untouched.
//
// SHELL is put before this by the server: `{version, pages: {<language>: <address>}, assets: [<address>]}`. Its assets
// have addresses of their own (/offline/static/…): so they are told from those of online pages without a question.

const SHELL_CACHE = `shell-${SHELL.version}`;
const OFFLINE = "/offline/";
const OPENS_OFFLINE = /^\/(?:$|g\/|direct\/|inbox\/|me\/|share\/$|search\/)/;
// Longer than any page of ours takes, and as long as somebody waits before they give up.
const PATIENCE_MS = 8_000;

/** All or nothing: a shell without a part of it would be none. */
async function keepShell() {
  const kept = await caches.open(SHELL_CACHE);
  const all = [...Object.values(SHELL.pages), ...SHELL.assets].map(async (address) => {
    const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(address);
    // Without an address of its own: what it imports is then looked for beside where it is asked for.
    await kept.put(address, new Response(answer.body, { status: 200, headers: answer.headers }));
  });
  await Promise.all(all).catch(async (failed) => {
    await caches.delete(SHELL_CACHE);
    throw failed;
  });
}

async function dropOldShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE).map((name) => caches.delete(name)));
}

/** The shell's own page or one of its parts, from the device; else as the server has it. */
async function ofShell(url, request) {
  const kept = await caches.open(SHELL_CACHE);
  const address = url.pathname.startsWith("/offline/static/") ? url.pathname.slice("/offline".length) : url.pathname;
  return (await kept.match(address)) ?? fetch(request);
}

/** The page from the network; the shell where there is none, or where nothing has come for too long. */
async function page(event, url) {
  const asked = answered(event);
  asked.catch(() => {}); // also when it fails after nobody waits for it any more
  const isLate = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  try {
    const answer = await Promise.race([asked, isLate]);
    return answer ?? (await toShell(url)) ?? (await asked);
  } catch (gone) {
    return (await toShell(url)) ?? Promise.reject(gone);
  }
}

/** What the browser began to fetch while the worker woke up. */
async function answered(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function toShell(url) {
  const kept = await caches.open(SHELL_CACHE);
  const spoken = [await meta("language"), ...navigator.languages].map((one) => String(one).slice(0, 2));
  const address = SHELL.pages[spoken.find((one) => SHELL.pages[one]) ?? "en"];
  if (!(await kept.match(address))) return null;
  return Response.redirect(`${address}?at=${encodeURIComponent(url.pathname)}`, 302);
}

// Turns push on and off for this browser, in the element with data-push (community/parts/push.html).
// The browser is asked for permission on a tap only. Each state has its own words there; one is shown at a time.

const bytesOf = (text) => {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
};

const isSame = (buffer, bytes) => {
  const other = new Uint8Array(buffer ?? 0);
  return other.length === bytes.length && other.every((byte, at) => byte === bytes[at]);
};

const isKnown = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

class Push {
  constructor(part) {
    this.part = part;
    this.list = part.dataset.list;
    this.token = part.querySelector("[name=csrfmiddlewaretoken]").value;
    this.key = "";
    this.own = []; // ids of what this session has subscribed
    for (const button of part.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.act(button));
    }
  }

  show(state) {
    for (const one of this.part.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
    this.part.dataset.is = state;
    this.part.hidden = false;
  }

  async act(button) {
    button.disabled = true;
    try {
      this.show(await (button.dataset.do === "on" ? this.turnOn() : this.turnOff()));
    } catch {
      this.show("failed"); // no network, or a browser that changed its mind: trying again is all there is
    } finally {
      button.disabled = false;
    }
  }

  /** What holds now; a subscription of this session is told to the server anew, since browsers change them silently. */
  async state() {
    if (!isKnown) return "unsupported";
    const { public_key: key, items } = await this.ask("GET");
    if (!key) return "unset";
    this.key = key;
    this.own = items.filter((item) => item.here).map((item) => item.id);
    if (Notification.permission === "denied") return "denied";
    const subscription = await this.subscription();
    if (!subscription || !this.own.length) return "off";
    if (!isSame(subscription.options.applicationServerKey, bytesOf(key))) return "off";
    await this.tell(subscription);
    return "on";
  }

  async turnOn() {
    // First of all and at once: some browsers ask only within the tap itself.
    const answer = await Notification.requestPermission();
    if (answer === "denied") return "denied";
    if (answer !== "granted") return "off";
    if (!this.key && (await this.state()) === "unset") return "unset";
    await navigator.serviceWorker.register(this.part.dataset.worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const kept = await pushManager.getSubscription();
    const key = bytesOf(this.key);
    if (kept && !isSame(kept.options.applicationServerKey, key)) await kept.unsubscribe();
    await this.tell(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    return "on";
  }

  async turnOff() {
    for (const id of this.own) await this.ask("DELETE", `/${id}`);
    this.own = [];
    await (await this.subscription())?.unsubscribe();
    return "off";
  }

  async subscription() {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return registration?.pushManager.getSubscription();
  }

  async tell(subscription) {
    const { endpoint, keys } = subscription.toJSON();
    const { id } = await this.ask("POST", "", { endpoint, ...keys });
    if (!this.own.includes(id)) this.own.push(id);
  }

  async ask(method, path = "", body = undefined) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token };
    const answer = await fetch(this.list + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok && answer.status !== 404) throw new Error(`${method}: ${answer.status}`);
    return answer.status === 200 ? answer.json() : {};
  }
}

for (const part of document.querySelectorAll("[data-push]")) {
  const push = new Push(part);
  push.state().then((state) => push.show(state), () => push.show("failed"));
}

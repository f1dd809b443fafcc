// Passkeys: a form with data-passkey="get" or "create" and data-options=URL asks the browser and sends its answer along.
// Without this module, or without passkeys in the browser, such a form stays hidden and the code by mail is the way.

const toBytes = (text) => {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (credentials) => (credentials ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

const asked = {
  get: (options) => ({
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: listed(options.allowCredentials),
  }),
  create: (options) => ({
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  }),
};

const FIELDS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const answered = (credential) => {
  const response = {};
  for (const field of FIELDS) {
    const value = credential.response[field];
    if (value) response[field] = toText(value);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
};

async function show(form) {
  const reply = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(`options: ${reply.status}`);
  const { publicKey } = await reply.json();
  const deed = form.dataset.passkey;
  const credential = await navigator.credentials[deed]({ publicKey: asked[deed](publicKey) });
  form.elements.credential.value = JSON.stringify(answered(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-refused]");
    const button = form.querySelector("button");
    button.disabled = true;
    if (said) said.hidden = true;
    show(form).catch(() => {
      // Closed, timed out or not known on this device: all look the same to a page.
      button.disabled = false;
      if (said) said.hidden = false;
    });
  });
}

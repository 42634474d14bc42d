// A form with data-passkey="create|get" asks the device for a passkey before it is sent: the options stand in the
// JSON script that data-options names, the answer goes into the hidden field "credential".
const fromBase64 = (text) => {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
};

const toBase64 = (buffer) => {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

function decoded({ publicKey }) {
  const options = { ...publicKey, challenge: fromBase64(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: fromBase64(publicKey.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (publicKey[list]) options[list] = publicKey[list].map((each) => ({ ...each, id: fromBase64(each.id) }));
  }
  return { publicKey: options };
}

function encoded(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toBase64(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toBase64(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function ask(form) {
  const options = decoded(JSON.parse(document.getElementById(form.dataset.options).textContent));
  form.elements.credential.value = encoded(await navigator.credentials[form.dataset.passkey](options));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const show = (state) => {
    for (const line of form.querySelectorAll("[data-passkey-state]")) line.hidden = line.dataset.passkeyState !== state;
  };
  if (!window.PublicKeyCredential) show("missing");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show("");
    ask(form).catch(() => show("failed"));
  });
}

/* Passkeys. A form with data-passkey="make" or "show" asks the browser for one before it is sent; its options stand in
   data-options, or are fetched from data-options-from. Without passkeys, or without this, the page says what else opens. */

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The site answered ${answer.status}.`);
  return (await answer.json()).request_options.publicKey;
}

async function make(options) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return told(credential, {
    attestationObject: letters(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function show(options) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = credential.response;
  return told(credential, {
    authenticatorData: letters(authenticatorData),
    signature: letters(signature),
    userHandle: userHandle ? letters(userHandle) : null,
  });
}

function told(credential, response) {
  return {
    id: credential.id,
    rawId: letters(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: letters(credential.response.clientDataJSON), ...response },
  };
}

function listen(form) {
  const refused = form.querySelector("[data-passkey-refused]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refused.hidden = true;
    try {
      const options = await optionsOf(form);
      const shown = form.dataset.passkey === "make" ? await make(options) : await show(options);
      form.querySelector("[name$=credential]").value = JSON.stringify(shown);
      form.submit();
    } catch {
      refused.hidden = false; // put off by the person, too late, or none there: the sentence says what else opens
    }
  });
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("[data-with-passkeys]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-without-passkeys]").forEach((part) => { part.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach(listen);
}

// Passkeys: made on the own page, used on the sign-in page. The browser speaks bytes, the node base64url.
import { detailOf } from "./problem";
import { base64url, unbase64, type Bytes } from "./phone/bytes";

interface Described {
  id: string;
  type: "public-key";
}
interface Offer {
  ticket: string;
  options: string;
}

function bytes(text: string): Bytes {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return unbase64(plain + "=".repeat((4 - (plain.length % 4)) % 4));
}

function spelled(buffer: ArrayBuffer | null): string | null {
  return buffer && base64url(new Uint8Array(buffer));
}

async function ask(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/problem+json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await detailOf(answer));
  return answer.json();
}

async function make(name: string): Promise<void> {
  const offer = (await ask("/saya/kunci/tawaran", {})) as Offer;
  const options = JSON.parse(offer.options);
  const credential = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: options.excludeCredentials.map((one: Described) => ({ ...one, id: bytes(one.id) })),
    },
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  const told = {
    id: credential.id,
    rawId: spelled(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: spelled(response.clientDataJSON),
      attestationObject: spelled(response.attestationObject),
    },
  };
  await ask("/saya/kunci", { ticket: offer.ticket, name, credential: JSON.stringify(told) });
  location.assign("/saya");
}

async function comeIn(to: string): Promise<void> {
  const offer = (await ask("/masuk/kunci/tawaran", {})) as Offer;
  const options = JSON.parse(offer.options);
  const credential = (await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: [] },
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  const told = {
    id: credential.id,
    rawId: spelled(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: spelled(response.clientDataJSON),
      authenticatorData: spelled(response.authenticatorData),
      signature: spelled(response.signature),
      userHandle: spelled(response.userHandle),
    },
  };
  const gone = await ask("/masuk/kunci", { ticket: offer.ticket, to, credential: JSON.stringify(told) });
  location.assign((gone as { to: string }).to);
}

const form = document.querySelector<HTMLFormElement>("[data-passkey]");
const fault = document.querySelector<HTMLElement>("[data-passkey-fault]");

function say(text: string): void {
  if (!fault) return;
  fault.textContent = text;
  fault.hidden = false;
}

if (form && isSecureContext && "credentials" in navigator && "PublicKeyCredential" in window) {
  const button = form.querySelector("button");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (fault) fault.hidden = true;
    if (button) button.disabled = true;
    const field = form.querySelector<HTMLInputElement>("input");
    const done = form.dataset.passkey === "new" ? make(field?.value ?? "") : comeIn(field?.value ?? "");
    done.catch((error: unknown) => {
      // a person who closes the browser's own window is a DOMException, whose words are not for people
      say((!(error instanceof DOMException) && error instanceof Error && error.message) || (form.dataset.textFailed ?? ""));
      if (button) button.disabled = false;
    });
  });
}

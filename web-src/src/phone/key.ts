// The phone's own key: P-256, made here, not extractable, kept by the browser beside the outbox.
import { base64url, sha256, utf8, type Bytes } from "./bytes";
import type { Store } from "./store";

export interface PhoneKey {
  kid: string;
  pair: CryptoKeyPair;
}

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

export async function makeKey(): Promise<PhoneKey> {
  const pair = (await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"])) as CryptoKeyPair;
  return { kid: await thumbprint(await pointOf(pair)), pair };
}

/** The public half, as the node takes it. */
export async function publicKeyOf(key: PhoneKey): Promise<string> {
  return base64url(await pointOf(key.pair));
}

async function pointOf(pair: CryptoKeyPair): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
}

/** The name of a key: its JWK thumbprint (RFC 7638). */
export async function thumbprint(point: Bytes): Promise<string> {
  const x = base64url(point.slice(1, 33));
  const y = base64url(point.slice(33));
  return base64url(await sha256(utf8(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)));
}

export async function keptKey(store: Store): Promise<PhoneKey | undefined> {
  return (await store.get("setting", "key")) as PhoneKey | undefined;
}

export async function keepKey(store: Store, key: PhoneKey): Promise<void> {
  await store.put("setting", key, "key");
}

/** r||s over the text, as JOSE wants it. */
export async function sign(key: PhoneKey, text: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.pair.privateKey, utf8(text)));
}

// A report as SD-JWT (RFC 9901): what is public is signed for the log, what is private becomes salted disclosures.
// The token is made once; the same bytes are sent again until the node has them.
import { base64url, sha256, utf8 } from "./bytes";
import { sign, type PhoneKey } from "./key";

export type Answer = string | number | boolean;
export type Private = Answer | Record<string, number>;

export interface Draft {
  id: string;
  kind: string;
  v: number;
  place: string;
  seq: number;
  at: number;
  data: Record<string, Answer>;
  photos: string[];
  hidden: Record<string, Private>;
}

const SALT_BYTES = 16;

export async function makeToken(key: PhoneKey, draft: Draft): Promise<string> {
  const disclosures: string[] = [];
  const digests: string[] = [];
  for (const [name, value] of Object.entries(draft.hidden)) {
    const salt = base64url(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
    const disclosure = base64url(utf8(JSON.stringify([salt, name, value])));
    disclosures.push(disclosure);
    digests.push(base64url(await sha256(utf8(disclosure))));
  }
  const { id, kind, v, place, seq, at, data, photos } = draft;
  const payload = {
    ...(digests.length ? { _sd: digests.sort(), _sd_alg: "sha-256" } : {}),
    ...{ id, kind, v, place, seq, at, data },
    ...(photos.length ? { photos } : {}),
  };
  const header = `{"alg":"ES256","kid":"${key.kid}","typ":"kawal-report+sd-jwt"}`;
  const signed = `${base64url(utf8(header))}.${base64url(utf8(JSON.stringify(payload)))}`;
  const signature = base64url(await sign(key, signed));
  return [`${signed}.${signature}`, ...disclosures, ""].join("~");
}

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random. */
export function uuid7(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 0, rest = now; at < 6; at++, rest = Math.floor(rest / 256)) bytes[5 - at] = rest % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

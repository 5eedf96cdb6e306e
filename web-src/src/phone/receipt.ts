// Receipts (C2SP tlog-proof): the phone checks itself that its report stands in the signed log.
// Browsers of 2020 have no Ed25519 of their own, hence the library.
import * as ed25519 from "@noble/ed25519";
import { concat, equal, sha256, unbase64, utf8, type Bytes } from "./bytes";
import { hashLeaf, isIncluded } from "./merkle";

const HEADER = "c2sp.org/tlog-proof@v1";
const ID_BYTES = 4;

export interface LogKey {
  name: string;
  id: Bytes;
  key: Bytes;
}

export interface Verified {
  index: number;
  size: number;
  signers: number;
}

/** A verifier key `name+hash+base64(1 || key)`; throws when its hash is not its own. */
export async function parseLogKey(text: string): Promise<LogKey> {
  const [name, digest, ...rest] = text.split("+");
  const raw = unbase64(rest.join("+"));
  const id = (await sha256(concat(utf8(`${name}\n`), raw))).slice(0, ID_BYTES);
  const spelled = Array.from(id, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!name || raw.length !== 33 || raw[0] !== 1 || spelled !== digest) throw new Error("not a key");
  return { name, id, key: raw.slice(1) };
}

/** Check a receipt for the compact JWS that is the log's entry; throws when anything does not hold. */
export async function verifyReceipt(text: string, jws: string, log: LogKey): Promise<Verified> {
  const gap = text.indexOf("\n\n");
  const lines = text.slice(0, gap).split("\n");
  const note = text.slice(gap + 2);
  if (lines[1]?.startsWith("extra ")) lines.splice(1, 1);
  const index = Number(/^index (0|[1-9][0-9]*)$/.exec(lines[1] ?? "")?.[1] ?? NaN);
  if (lines[0] !== HEADER || gap < 0) throw new Error("not a receipt");
  const { size, root, signers } = await openCheckpoint(note, log);
  const proof = lines.slice(2).map(unbase64);
  if (!(await isIncluded(index, size, await hashLeaf(utf8(jws)), proof, root))) throw new Error("not included");
  return { index, size, signers };
}

async function openCheckpoint(note: string, log: LogKey): Promise<{ size: number; root: Bytes; signers: number }> {
  const gap = note.lastIndexOf("\n\n");
  const body = note.slice(0, gap + 1);
  const [origin, size, root] = body.split("\n");
  if (gap < 0 || origin !== log.name || !/^(0|[1-9][0-9]*)$/.test(size ?? "")) throw new Error("not this log");
  const signatures = note.slice(gap + 2).split("\n").filter((line) => line);
  let signed = false;
  for (const line of signatures) {
    const [dash, name, encoded] = line.split(" ");
    if (dash !== "\u2014" || name !== log.name || !encoded) continue;
    const raw = unbase64(encoded);
    if (!equal(raw.slice(0, ID_BYTES), log.id)) continue;
    signed = await ed25519.verifyAsync(raw.slice(ID_BYTES), utf8(body), log.key);
  }
  if (!signed) throw new Error("not signed");
  return { size: Number(size), root: unbase64(root ?? ""), signers: signatures.length };
}

// Inclusion in a Merkle tree (RFC 9162, 2.1.3.2), checked on the phone. Indexes may exceed 32 bits: no bit operators.
import { concat, equal, sha256, type Bytes } from "./bytes";

const HASH_BYTES = 32;
const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

export function hashLeaf(entry: Bytes): Promise<Bytes> {
  return sha256(concat(LEAF, entry));
}

export async function isIncluded(index: number, size: number, leaf: Bytes, proof: Bytes[], root: Bytes): Promise<boolean> {
  if (![leaf, root, ...proof].every((hash) => hash.length === HASH_BYTES)) return false;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let result = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      result = await sha256(concat(NODE, sibling, result));
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      result = await sha256(concat(NODE, result, sibling));
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equal(result, root);
}

// Photos go out in pieces by their hash, from where the last attempt ended.
import type { Store } from "./store";

const PIECE_BYTES = 128 * 1024;
const MOST_STARTS = 2;
const GONE = 410;

/** Send one photo; true when the node has it whole, false when its bytes are not those of its name. */
export async function sendPhoto(store: Store, sha256: string): Promise<boolean> {
  const url = `/api/photos/${sha256}`;
  const photo = await store.get("photo", sha256);
  if (!photo) return true;
  for (let starts = 0; starts < MOST_STARTS; ) {
    const head = await fetch(url, { method: "HEAD" });
    if (head.status === GONE) return true; // erased on a ground in law: it is not to come again
    if (!head.ok) throw new Error(String(head.status));
    if (head.headers.get("upload-complete") === "?1") return true;
    let offset = Number(head.headers.get("upload-offset"));
    while (offset < photo.size) {
      const answer = await fetch(url, {
        method: "PATCH",
        headers: {
          "content-type": "application/offset+octet-stream",
          "upload-offset": String(offset),
          "upload-length": String(photo.size),
        },
        body: photo.slice(offset, offset + PIECE_BYTES),
      });
      if (answer.status === 400) break;
      if (answer.status !== 204 && answer.status !== 409) throw new Error(String(answer.status));
      offset = Number(answer.headers.get("upload-offset"));
    }
    if (offset >= photo.size) return true;
    starts++;
  }
  return false;
}

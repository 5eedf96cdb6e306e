// What the phone keeps: its key, a counter, the reports it wrote with their receipts, photos until they are sent.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export type State = "waiting" | "recorded" | "refused" | "conflict" | "quarantined";

export interface OutboxItem {
  id: string;
  seq: number;
  at: number;
  state: State;
  title: string;
  place: string;
  token: string;
  photos: string[];
  photosSent: boolean;
  discreet: boolean;
  breach?: boolean;
  posted?: string; // of a form that hangs at the ward office: the kind of its contest
  index?: number;
  receipt?: string;
  verified?: boolean;
  detail?: string;
}

interface Schema extends DBSchema {
  setting: { key: string; value: unknown };
  report: { key: string; value: OutboxItem; indexes: { seq: number } };
  photo: { key: string; value: Blob };
}

export type Store = IDBPDatabase<Schema>;

export function openStore(): Promise<Store> {
  return openDB<Schema>("kawal-lapangan", 1, {
    upgrade(database) {
      database.createObjectStore("setting");
      database.createObjectStore("report", { keyPath: "id" }).createIndex("seq", "seq");
      database.createObjectStore("photo");
    },
  });
}

/** The next number of this device; never given twice, also not by two tabs. */
export async function nextSeq(store: Store): Promise<number> {
  const change = store.transaction("setting", "readwrite");
  const seq = (((await change.store.get("seq")) as number | undefined) ?? 0) + 1;
  await change.store.put(seq, "seq");
  await change.done;
  return seq;
}

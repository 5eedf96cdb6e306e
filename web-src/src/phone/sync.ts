// Sends what waits: at once on opening, when the network returns, when the page is seen again, and after each report.
import { verifyReceipt, type LogKey } from "./receipt";
import type { OutboxItem, Store } from "./store";
import { sendPhoto } from "./upload";

const BATCH = 50;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

interface Result {
  status: number;
  index?: number;
  receipt?: string;
  detail?: string;
}

export class Sync {
  private running = false;
  private again = false;
  private wait = FIRST_WAIT_MS;
  private timer = 0;

  constructor(
    private readonly store: Store,
    private readonly log: LogKey,
    private readonly changed: (reached: boolean) => void,
  ) {
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.now();
    });
  }

  now(): void {
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    const work = () => this.run();
    const locked = "locks" in navigator ? navigator.locks.request("kawal-sync", work) : work();
    locked
      .then(
        () => {
          this.wait = FIRST_WAIT_MS;
          this.changed(true);
        },
        () => {
          this.timer = setTimeout(() => this.now(), this.wait * (0.75 + Math.random() / 2));
          this.wait = Math.min(2 * this.wait, LONGEST_WAIT_MS);
          this.changed(false);
        },
      )
      .finally(() => {
        this.running = false;
        if (this.again) {
          this.again = false;
          this.now();
        }
      });
  }

  private async run(): Promise<void> {
    const all = await this.store.getAllFromIndex("report", "seq");
    const waiting = all.filter((item) => item.state === "waiting");
    for (let at = 0; at < waiting.length; at += BATCH) await this.send(waiting.slice(at, at + BATCH));
    const known = await this.store.getAllFromIndex("report", "seq");
    for (const item of known.filter((one) => one.state === "recorded" && !one.photosSent)) await this.sendPhotos(item);
  }

  private async send(items: OutboxItem[]): Promise<void> {
    const answer = await fetch("/api/reports", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reports: items.map((item) => item.token) }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { results } = (await answer.json()) as { results: Result[] };
    let busy = false;
    for (const [at, item] of items.entries()) {
      const result = results[at];
      if (!result || result.status === 429 || result.status >= 500) busy = true;
      else await this.answered(item, result);
    }
    this.changed(true);
    if (busy) throw new Error("busy");
  }

  private async answered(item: OutboxItem, result: Result): Promise<void> {
    item.index = result.index;
    item.receipt = result.receipt;
    item.detail = result.detail;
    if (result.status === 201 || result.status === 200) {
      item.state = "recorded";
      const jws = item.token.split("~")[0] ?? "";
      item.verified = await verifyReceipt(result.receipt ?? "", jws, this.log).then(
        (proof) => proof.index === result.index,
        () => false,
      );
      item.photosSent = item.photos.length === 0;
    } else if (result.status === 202) item.state = "quarantined";
    else if (result.status === 409) item.state = "conflict";
    else item.state = "refused";
    await this.keep(item);
  }

  private async sendPhotos(item: OutboxItem): Promise<void> {
    for (const sha256 of item.photos) {
      if (!(await sendPhoto(this.store, sha256))) item.detail = sha256;
      await this.store.delete("photo", sha256);
    }
    item.photosSent = true;
    await this.keep(item);
  }

  /** A discreet report leaves nothing but its number and receipt once all of it has arrived and was verified. */
  private async keep(item: OutboxItem): Promise<void> {
    const gone = item.discreet && item.verified && item.photosSent;
    await this.store.put("report", gone ? { ...item, title: "", place: "", token: "", photos: [], breach: false } : item);
    this.changed(true);
  }
}

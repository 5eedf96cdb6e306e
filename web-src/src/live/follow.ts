// Pages of the desk follow their node: marks and numbers as they change, the rest of what changes a little later.
//
// A hidden page follows nothing: browsers open few connections to one server, and an operator has many pages open.
// Other scripts hang on to two events of the body: `kawal:told`, the marks that changed, at once; `kawal:changed`, the
// log has grown, every few seconds at most.
import { putCells, type Told } from "./cells";
import { exchangeParts } from "./parts";

const SOON_MS = 4_000;
const SPREAD_MS = 1_000;
const MINUTE_MS = 60_000;
const PATIENCE_MS = 8_000;
const TRY_AGAIN_MS = 15_000;

export class Follower {
  private source: EventSource | undefined;
  private heard = Date.now();
  private exchanged = Date.now();
  private due: number | undefined;

  constructor(private readonly address: string) {
    document.addEventListener("visibilitychange", () => this.look());
    setInterval(() => this.tick(), 1_000);
    this.look();
  }

  /** Follow while someone can see it. */
  private look(): void {
    if (document.hidden) {
      this.source?.close();
      this.source = undefined;
    } else if (!this.source) this.open();
  }

  private open(): void {
    const source = new EventSource(this.address);
    this.source = source;
    source.onopen = () => this.answered();
    source.onmessage = (event) => {
      this.answered();
      const told = JSON.parse(String(event.data)) as Told;
      putCells(told);
      document.body.dispatchEvent(new CustomEvent<Told>("kawal:told", { detail: told }));
      this.soon();
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED || source !== this.source) return; // else the browser tries again itself
      this.source = undefined;
      setTimeout(() => this.look(), TRY_AGAIN_MS);
    };
  }

  /** The rest of the page, not at once: a busy minute must not ask for it with each report. */
  private soon(): void {
    const wait = Math.max(0, this.exchanged + SOON_MS - Date.now()) + Math.random() * SPREAD_MS;
    this.due ??= window.setTimeout(() => void this.exchange(), wait);
  }

  private async exchange(): Promise<void> {
    this.due = undefined;
    this.exchanged = Date.now();
    document.body.dispatchEvent(new CustomEvent("kawal:changed"));
    if (await exchangeParts()) this.answered();
  }

  /** Ages grow by themselves; and while nothing is told, asking shows whether the node is there. */
  private tick(): void {
    const quiet = Date.now() - this.heard;
    if (document.hidden) return;
    if (this.due === undefined && Date.now() - this.exchanged >= (this.isOpen() ? MINUTE_MS : SOON_MS)) this.soon();
    if (quiet > PATIENCE_MS && !this.isOpen()) stale(true);
  }

  private isOpen(): boolean {
    return this.source?.readyState === EventSource.OPEN;
  }

  private answered(): void {
    this.heard = Date.now();
    stale(false);
  }
}

/** A page that stands still looks like a quiet day. */
function stale(isStale: boolean): void {
  const told = document.getElementById("stale");
  if (told) told.hidden = !isStale;
}

export function followNode(): void {
  const address = document.querySelector<HTMLElement>("[data-live]")?.dataset.live;
  if (address && "EventSource" in window) new Follower(address);
}

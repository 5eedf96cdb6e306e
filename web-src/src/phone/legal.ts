// A breach of election law: its receipt says that it is no formal report, and until when one can safely be made.
interface Legal {
  what: string[];
  safe: Record<string, string>;
  offset_min: number;
  ahead_ms: number;
}

const MINUTE_MS = 60_000;

/** Whether these answers tell of a breach of election law. */
export function isBreach(kind: string, what: unknown): boolean {
  const legal = given();
  return kind === "incident" && typeof what === "string" && (legal?.what.includes(what) ?? false);
}

/** Show or hide the sentence on the receipt; the date is that of the day on which the report was written. */
export function showLegal(screen: HTMLElement, isOne: boolean, at: number): void {
  const words = screen.querySelector<HTMLElement>("[data-legal]");
  const until = words?.querySelector<HTMLElement>("[data-slot=until]");
  const slot = words?.querySelector("[data-slot=safe]");
  if (!words || !until || !slot) return;
  words.hidden = !isOne;
  const legal = given();
  const day = legal ? new Date(at + legal.ahead_ms + legal.offset_min * MINUTE_MS).toISOString().slice(0, 10) : "";
  const safe = legal?.safe[day];
  until.hidden = safe === undefined; // a page from long ago knows no date for this day: none is better than a wrong one
  slot.textContent = safe ?? "";
}

function given(): Legal | undefined {
  const text = document.querySelector<HTMLElement>("[data-legal]")?.dataset.legal;
  return text ? (JSON.parse(text) as Legal) : undefined;
}

// A one-tap link was opened by a person: told once, by script, because messengers look at links before people do.
import { ACCEPT } from "./problem";

export function readReceipt(): void {
  const page = document.querySelector<HTMLElement>("[data-read]");
  if (page?.dataset.read) {
    const body = new URLSearchParams({ step: "read" });
    void fetch(page.dataset.read, { method: "POST", body, headers: { accept: ACCEPT } }).catch(() => undefined);
  }
}

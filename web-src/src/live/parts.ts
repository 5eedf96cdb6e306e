// The parts of a page that change: asked for again and exchanged where they stand. What someone is about to use stays
// as it is, and says that something newer waits: a field or button with the focus, something typed or chosen, something
// unfolded, selected text.
import { copyButtons } from "../copy";

const NOT_MODIFIED = 304;
const tags = new Map<string, string>();

/** Exchange every element with `data-part`; false when the node does not answer, or nobody is signed in any more. */
export async function exchangeParts(): Promise<boolean> {
  const addresses = new Set(parts().map(addressOf));
  const answers = await Promise.all([...addresses].map(exchange));
  return answers.every(Boolean);
}

function parts(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-part]")];
}

function addressOf(part: HTMLElement): string {
  return part.dataset.part || location.pathname + location.search;
}

async function exchange(address: string): Promise<boolean> {
  const known = tags.get(address);
  try {
    const headers = { accept: "text/html", ...(known ? { "if-none-match": known } : {}) };
    const answer = await fetch(address, { headers, redirect: "error" });
    if (answer.status === NOT_MODIFIED) return true;
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    let isWhole = true;
    for (const part of parts()) {
      const next = addressOf(part) === address ? fresh.getElementById(part.id) : null;
      if (!next || next.outerHTML === asSent(part)) continue;
      if (inUse(part)) {
        isWhole = false;
        part.dataset.waits = document.body.dataset.newer ?? "";
      } else exchangeOne(part, next);
    }
    const tag = answer.headers.get("etag");
    if (tag && isWhole) tags.set(address, tag); // what was left as it is must be asked for again
    return true;
  } catch {
    return false;
  }
}

/** A part as the node sent it: without what was unfolded and without the word that something waits. */
function asSent(part: HTMLElement): string {
  const copy = part.cloneNode(true) as HTMLElement;
  delete copy.dataset.waits;
  copy.querySelectorAll("details[open]").forEach((one) => one.removeAttribute("open"));
  return copy.outerHTML;
}

function inUse(part: HTMLElement): boolean {
  const focused = document.activeElement;
  const selected = getSelection();
  return (
    (part.contains(focused) && focused instanceof HTMLElement && focused.matches("input, select, textarea, button, summary")) ||
    part.querySelector("details[open]") !== null ||
    [...part.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]), textarea")].some(hasTyped) ||
    [...part.querySelectorAll("option")].some((one) => one.selected !== one.defaultSelected && one.index > 0) ||
    (selected !== null && !selected.isCollapsed && part.contains(selected.anchorNode))
  );
}

function hasTyped(field: HTMLInputElement | HTMLTextAreaElement): boolean {
  return field.value !== field.defaultValue;
}

function exchangeOne(part: HTMLElement, next: HTMLElement): void {
  const focused = document.activeElement;
  const link = part.contains(focused) ? focused?.getAttribute("href") : null;
  const fresh = document.importNode(next, true);
  part.replaceWith(fresh);
  window.htmx.process(fresh);
  copyButtons(fresh);
  if (link) fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
  fresh.dispatchEvent(new CustomEvent("kawal:exchanged", { bubbles: true }));
}

// My reports as the page shows them: newest first, each with its mark, its word and its number in the log.
import { showReceipt } from "./show-receipt";
import type { OutboxItem, State, Store } from "./store";

const MARKS: Record<State, string> = {
  waiting: "half",
  recorded: "full",
  refused: "late",
  conflict: "late",
  quarantined: "ring",
};

export async function show(store: Store, page: HTMLElement): Promise<void> {
  const items = (await store.getAllFromIndex("report", "seq")).reverse();
  const waiting = items.filter((item) => item.state === "waiting" || (item.state === "recorded" && !item.photosSent));
  put(page, "#waiting-count", String(waiting.length));
  put(page, "#sent-count", String(items.filter((item) => item.state === "recorded" && item.photosSent).length));
  const list = page.querySelector("#mine");
  const template = page.querySelector<HTMLTemplateElement>("#row");
  if (!list || !template) return;
  list.replaceChildren(...items.map((item) => row(template, item, page)));
}

function row(template: HTMLTemplateElement, item: OutboxItem, page: HTMLElement): DocumentFragment {
  const texts = page.dataset;
  const made = template.content.cloneNode(true) as DocumentFragment;
  const slot = (name: string) => made.querySelector(`[data-slot=${name}]`);
  slot("mark")?.setAttribute("href", `#${MARKS[item.state]}`);
  const words: Record<State, string | undefined> = {
    waiting: texts.textWaiting,
    recorded: item.verified ? texts.textVerified : texts.textInvalidReceipt,
    refused: texts.textRefused,
    conflict: texts.textConflict,
    quarantined: texts.textQuarantined,
  };
  const state = [words[item.state], item.state === "refused" ? item.detail : ""].filter(Boolean).join(": ");
  const photo = item.state === "recorded" && !item.photosSent ? `, ${texts.textPhotos ?? ""}` : "";
  put(made, "[data-slot=title]", item.title);
  put(made, "[data-slot=state]", state + photo);
  put(made, "[data-slot=index]", item.index !== undefined && item.index >= 0 ? String(item.index) : "");
  const link = slot("receipt");
  if (link instanceof HTMLAnchorElement && item.receipt) {
    link.addEventListener("click", () => showReceipt(page, item, state));
    link.hidden = false;
  }
  put(made, "[data-slot=time]", new Date(item.at).toTimeString().slice(0, 5));
  return made;
}

function put(root: ParentNode, selector: string, text: string): void {
  const found = root.querySelector(selector);
  if (found) found.textContent = text;
}

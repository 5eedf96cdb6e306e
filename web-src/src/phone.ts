// The phone page: its forms offline first, what was sent and what waits, receipts that the phone verifies itself.
import { followAnswers } from "./phone/asked";
import { takeOver } from "./phone/forms";
import { keptKey } from "./phone/key";
import { show } from "./phone/list";
import { parseLogKey } from "./phone/receipt";
import { openStore } from "./phone/store";
import { Sync } from "./phone/sync";
import { openVisit } from "./phone/visit";

async function start(page: HTMLElement): Promise<void> {
  const texts = page.dataset;
  const insecure = page.querySelector<HTMLElement>("[data-insecure]");
  if (!isSecureContext || !("serviceWorker" in navigator) || !("subtle" in crypto)) {
    if (insecure) insecure.hidden = false;
    return;
  }
  await navigator.serviceWorker.register("/lapangan-sw.js");
  const worker = await navigator.serviceWorker.ready;
  const urls = Array.from(document.querySelectorAll<HTMLElement>("script[src], link[rel=stylesheet]"), (element) =>
    element.getAttribute(element.tagName === "LINK" ? "href" : "src"),
  );
  worker.active?.postMessage({ urls: ["/lapangan", ...urls] });

  const store = await openStore();
  const key = await keptKey(store);
  const unenrolled = page.querySelector<HTMLElement>("[data-unenrolled]");
  const owner = (await store.get("setting", "account")) as string | undefined;
  const isOthers = Boolean(owner) && owner !== page.dataset.account;
  if (!key || isOthers) {
    const shared = page.querySelector<HTMLElement>("[data-shared]");
    if (isOthers && shared) shared.hidden = false;
    else if (unenrolled) unenrolled.hidden = false;
    return; // forms stay plain: they are signed by the node for the account
  }
  const air = page.querySelector<HTMLElement>("#air");
  const log = await parseLogKey(texts.logVkey ?? "");
  const visit = await openVisit(store, page);
  const refresh = (): void => {
    void show(store, page);
    void visit?.show();
  };
  const sync = new Sync(store, log, (reached) => {
    refresh();
    if (!air) return;
    const offline = !navigator.onLine || !reached;
    if (offline && air.hidden) put(air, new Date().toTimeString().slice(0, 5));
    air.hidden = !offline;
  });
  const words = {
    sharp: texts.textSharp ?? "",
    blurred: texts.textBlurred ?? "",
    unreadable: texts.textUnreadable ?? "",
    unsaved: texts.textUnsaved ?? "",
  };
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-kind]")) {
    takeOver(form, store, key, words, () => {
      tellKept(page, form);
      location.hash = form.dataset.after ?? "#pos";
      refresh();
      sync.now();
    });
  }
  // the phone dials by itself; the report is kept beside it, whatever becomes of the call
  for (const call of page.querySelectorAll<HTMLElement>("a[data-sends]")) {
    call.addEventListener("click", () => document.querySelector<HTMLFormElement>(`#${call.dataset.sends}`)?.requestSubmit());
  }
  document.documentElement.classList.add("enrolled");
  await show(store, page);
  sync.now();
}

/** A one-tap report has no screen of its own: what was kept, and when, stands below its button. */
function tellKept(page: HTMLElement, form: HTMLFormElement): void {
  const told = page.querySelector<HTMLElement>("#tercatat");
  if (!told || form.dataset.after !== "#tercatat") return;
  told.textContent = `${form.querySelector("button")?.textContent ?? ""}, ${new Date().toTimeString().slice(0, 5)}: ${page.dataset.textKept ?? ""}`;
  told.hidden = false;
}

function put(air: HTMLElement, time: string): void {
  const slot = air.querySelector("time");
  if (slot) slot.textContent = time;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-kind]")) followAnswers(form);
const page = document.querySelector<HTMLElement>("#phone");
if (location.hash === "#terima") location.hash = "#pos"; // which receipt it was is not known after a reload
if (page) void start(page);

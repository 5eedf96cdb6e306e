// Forms with `data-stay`: sent in the background. A refusal is told beside the button and everything typed, ticked or
// chosen stays; without script the browser's way back keeps it.
//
// Refused because someone else was first, the page shows at once what they did.
import { exchangeParts } from "./live/parts";
import { ACCEPT, detailOf } from "./problem";

const CONFLICT = 409;

const PLACE = "kawal-place";

export function stayingForms(): void {
  comeBack();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.stay === undefined) return;
    event.preventDefault();
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    void send(form, button);
  });
}

async function send(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  const given = new FormData(form);
  if (button?.name) given.append(button.name, button.value);
  if (button) button.disabled = true;
  const body = form.enctype === "multipart/form-data" ? given : encoded(given);
  let refusal: string;
  let status = 0;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: ACCEPT } });
    if (answer.ok) {
      leave(answer.url);
      return;
    }
    status = answer.status;
    refusal = (await detailOf(answer)) || String(answer.status);
  } catch {
    refusal = document.body.dataset.offline ?? "";
  }
  if (button) button.disabled = false;
  tell(button?.parentElement ?? form, refusal);
  if (status !== CONFLICT) return;
  button?.blur(); // what has the focus is not exchanged
  await exchangeParts();
}

/** Go to what was answered; where it is this page again, its reader stays at the row that was pressed. */
function leave(url: string): void {
  if (new URL(url).pathname === location.pathname) sessionStorage.setItem(PLACE, JSON.stringify([url, scrollY]));
  location.assign(url);
}

function comeBack(): void {
  const kept = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (!kept) return;
  const [url, top] = JSON.parse(kept) as [string, number];
  if (location.href === url) scrollTo(0, top);
}

function encoded(given: FormData): URLSearchParams {
  return new URLSearchParams([...given.entries()].map(([name, value]) => [name, String(value)]));
}

/** Behind the part of the page that will be exchanged, so that the sentence outlives it. */
function tell(button: Element, refusal: string): void {
  const row = button.closest(".facts li, .counts li");
  const place = button.closest("[data-part]") ?? row?.lastElementChild ?? button;
  const beside = place.matches(".refused") ? place : place.nextElementSibling;
  const shown = beside?.matches(".refused") ? beside : document.createElement("p");
  shown.className = "refused say-bad";
  shown.setAttribute("role", "alert");
  shown.textContent = refusal;
  if (shown !== place) place.after(shown);
  shown.scrollIntoView({ block: "nearest" });
}

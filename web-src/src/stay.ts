// Forms with `data-stay`: sent in the background. A refusal is told beside the button and everything typed, ticked or
// chosen stays; without script the browser's way back keeps it.
//
// Refused because someone else was first, the page shows at once what they did.
import { exchangeParts } from "./live/parts";
import { ACCEPT, detailOf } from "./problem";

const CONFLICT = 409;

export function stayingForms(): void {
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
      location.assign(answer.url);
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

function encoded(given: FormData): URLSearchParams {
  return new URLSearchParams([...given.entries()].map(([name, value]) => [name, String(value)]));
}

/** Behind the part of the page that will be exchanged, so that the sentence outlives it. */
function tell(button: Element, refusal: string): void {
  const place = button.closest("[data-part]") ?? button;
  const shown = place.nextElementSibling?.matches(".refused") ? place.nextElementSibling : document.createElement("p");
  shown.className = "refused say-bad";
  shown.setAttribute("role", "alert");
  shown.textContent = refusal;
  place.after(shown);
  shown.scrollIntoView({ block: "nearest" });
}

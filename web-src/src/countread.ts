// Reading a photo by keyboard: Enter goes on, PageDown to the next part, letters move the photo. What is typed is added
// up here and nowhere else, as soon as every number of a sum is there.
import { photoViewer } from "./viewer";

const form = document.querySelector<HTMLFormElement>("#bacaan");
const save = document.querySelector<HTMLButtonElement>("[data-save]");
const skip = document.querySelector<HTMLButtonElement>("[data-skip]");
const inputs = [...(form?.querySelectorAll<HTMLInputElement>("input[inputmode]") ?? [])];
const groups = [...(form?.querySelectorAll<HTMLElement>("[data-group]") ?? [])];
const photo = photoViewer();

function typed(name: string): number | null {
  const value = form?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value.trim() ?? "";
  return /^\d+$/.test(value) ? Number(value) : null;
}

/** The left side less the right; null while a number is missing. */
function difference(terms: string[]): number | null {
  let sum = 0;
  for (const term of terms) {
    const value = typed(term.replace(/^-/, ""));
    if (value === null) return null;
    sum += term.startsWith("-") ? -value : value;
  }
  return sum;
}

function fits(relation: string, off: number): boolean {
  return relation === "==" ? off === 0 : relation === "<=" ? off <= 0 : off < 0;
}

function addUp(): void {
  for (const hint of document.querySelectorAll<HTMLElement>("#hints > li")) {
    const off = difference((hint.dataset["sum"] ?? "").split(" "));
    hint.hidden = off === null;
    if (off === null) continue;
    const isFit = fits(hint.dataset["relation"] ?? "==", off);
    hint.querySelector<HTMLElement>("[data-fits]")?.toggleAttribute("hidden", !isFit);
    hint.querySelector<HTMLElement>("[data-off]")?.toggleAttribute("hidden", isFit);
    const told = hint.querySelector("output");
    if (told) told.textContent = isFit ? "" : `${off > 0 ? "+" : "−"}${Math.abs(off)}`;
  }
}

function group(by: number): void {
  const here = groups.findIndex((one) => one.contains(document.activeElement));
  const input = groups[Math.min(groups.length - 1, Math.max(0, here + by))]?.querySelector<HTMLInputElement>("input");
  input?.focus();
  input?.select();
}

function walked(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = inputs.indexOf(event.target as HTMLInputElement);
  const key = event.key.toLowerCase();
  if (key === "enter" && at >= 0) (inputs[at + 1] ?? save)?.focus();
  else if (key === "pagedown") group(1);
  else if (key === "pageup") group(-1);
  else if (key === "l") skip?.click();
  else if (photo[key]) photo[key]();
  else return;
  event.preventDefault();
}

if (form) {
  document.addEventListener("keydown", walked);
  form.addEventListener("input", addUp);
  addUp();
}

// One form by keyboard: a digit takes the reading of that column for the current number and goes on to the next one;
// T types another, 0 says that it cannot be read, A walks through the reasons, S saves, N opens the next form.
import { digits, follow, onKeys } from "./keys";
import { photoViewer } from "./viewer";

const form = document.querySelector<HTMLFormElement>("#putusan");
const fields = [...document.querySelectorAll<HTMLElement>("[data-field]")];
const reasons = [...document.querySelectorAll<HTMLInputElement>("input[name=because]")];
let at = 0;

function current(to: number, focus = true): void {
  at = Math.min(fields.length - 1, Math.max(0, to));
  for (const one of fields) one.removeAttribute("aria-current");
  const field = fields[at];
  field?.setAttribute("aria-current", "true");
  field?.scrollIntoView({ block: "nearest" });
  if (focus) field?.querySelector<HTMLInputElement>("input:checked, input")?.focus({ preventScroll: true });
}

function choice(key: string): HTMLInputElement | null {
  return fields[at]?.querySelector<HTMLInputElement>(`[data-key="${key}"]`) ?? null;
}

function take(key: string): void {
  const radio = choice(key);
  if (!radio) return;
  radio.checked = true;
  current(at + 1);
}

function type(): void {
  const radio = choice("T");
  if (!radio) return;
  radio.checked = true;
  fields[at]?.querySelector<HTMLInputElement>("input[inputmode]")?.focus();
}

function nextReason(): void {
  const chosen = reasons.findIndex((one) => one.checked);
  const reason = reasons[(chosen + 1) % reasons.length];
  if (!reason) return;
  reason.checked = true;
  reason.focus();
}

for (const [number, field] of fields.entries()) {
  field.addEventListener("focusin", () => current(number, false));
  const other = field.querySelector<HTMLInputElement>("input[inputmode]");
  other?.addEventListener("input", () => {
    const typed = field.querySelector<HTMLInputElement>('[data-key="T"]');
    if (typed) typed.checked = other.value !== "";
  });
  other?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault(); // Enter ends the number, it does not save the form
    other.blur();
    current(number + (event.key === "Enter" ? 1 : 0));
  });
}

if (fields.length) current(0, false);
onKeys({
  ...photoViewer(),
  ...digits(take),
  j: () => current(at + 1),
  k: () => current(at - 1),
  t: type,
  a: nextReason,
  s: () => form?.requestSubmit(form.querySelector<HTMLButtonElement>("[data-save]")),
  n: () => follow("a[data-next]"),
});

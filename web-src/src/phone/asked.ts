// Questions that are asked only after a certain answer: hidden and switched off until then, so nothing of them is sent.
const WHEN = "[data-when]";

/** Keep the questions of a form as its answers ask for them. */
export function followAnswers(form: HTMLFormElement): void {
  if (!form.querySelector(WHEN)) return;
  const follow = (): void => {
    for (const part of form.querySelectorAll<HTMLElement>(WHEN)) show(form, part);
  };
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  form.addEventListener("reset", () => setTimeout(follow));
  follow();
}

/** Whether a control belongs to a question that is asked now. */
export function isAsked(control: HTMLElement): boolean {
  return !control.closest(`${WHEN}[hidden]`);
}

function show(form: HTMLFormElement, part: HTMLElement): void {
  const wanted = JSON.parse(part.dataset.is ?? "[]") as (string | number | boolean)[];
  const asked = wanted.some((one) => one === answerTo(form, part.dataset.when ?? ""));
  part.hidden = !asked;
  const controls = part.querySelectorAll<HTMLInputElement>("input, textarea, select, button");
  for (const control of controls) {
    control.disabled = !asked;
    if ("required" in control.dataset) control.required = asked;
  }
}

function answerTo(form: HTMLFormElement, field: string): string | number | boolean | undefined {
  for (const control of form.querySelectorAll<HTMLInputElement>(`[data-field="${field}"]`)) {
    if (!isAsked(control)) return undefined;
    if (control.dataset.type === "flag") return control.checked;
    if (control.type === "radio" && !control.checked) continue;
    if (!control.value) return undefined;
    return control.dataset.type === "count" ? Number(control.value) : control.value;
  }
  return undefined;
}

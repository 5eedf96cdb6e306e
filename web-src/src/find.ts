// Finding as one types: every word must stand in the text; the server finds in the same way when the form is sent.
export function wordsOf(typed: string): string[] {
  return typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
}

export function matches(text: string | undefined, words: string[]): boolean {
  return words.every((word) => text?.includes(word));
}

/** "/" goes to the field from anywhere, Escape empties it; `show` is told what is typed. */
export function findField(field: HTMLInputElement, show: (typed: string) => void): void {
  field.addEventListener("input", () => show(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    field.value = "";
    show("");
    field.blur();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

/** Says how many of all are left; nothing while nothing is typed. */
export function tellFound(told: HTMLOutputElement | null, left: number, all: number, filtered: boolean): void {
  if (!told) return;
  const words = (told.dataset["told"] ?? "").replace("{n}", String(left)).replace("{all}", String(all));
  told.textContent = filtered ? words : "";
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && target.type === "checkbox") return false;
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

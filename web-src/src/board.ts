// The list of wards: "/" goes to the field, and each key that is typed there leaves the rows that have every word of it.
// The server finds in the same way when the form is sent, so the list works without this.
export {};

const field = document.querySelector<HTMLInputElement>("#find");
const told = document.querySelector<HTMLOutputElement>("#found");

function show(typed: string): void {
  const rows = [...document.querySelectorAll<HTMLElement>("#wards tr[data-find]")];
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) row.hidden = !words.every((word) => row.dataset.find?.includes(word));
  if (!told) return;
  const left = rows.filter((row) => !row.hidden).length;
  told.textContent = words.length
    ? (told.dataset.told ?? "").replace("{n}", String(left)).replace("{all}", String(rows.length))
    : "";
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

if (field) {
  field.addEventListener("input", () => show(field.value));
  document.addEventListener("kawal:exchanged", () => show(field.value)); // rows that came anew are filtered too
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

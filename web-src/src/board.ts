// The list of wards: each key that is typed leaves the rows that have every word of it; it works without this too.
import { findField, matches, tellFound, wordsOf } from "./find";

const field = document.querySelector<HTMLInputElement>("#find");
const told = document.querySelector<HTMLOutputElement>("#found");

function show(typed: string): void {
  const rows = [...document.querySelectorAll<HTMLElement>("#wards tr[data-find]")];
  const words = wordsOf(typed);
  for (const row of rows) row.hidden = !matches(row.dataset["find"], words);
  const nothing = document.querySelector<HTMLElement>("#nothing");
  if (nothing) nothing.hidden = rows.some((row) => !row.hidden);
  tellFound(told, rows.filter((row) => !row.hidden).length, rows.length, words.length > 0);
}

if (field) {
  findField(field, show);
  document.addEventListener("kawal:exchanged", () => show(field.value)); // rows that came anew are filtered too
}

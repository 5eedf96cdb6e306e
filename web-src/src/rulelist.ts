// The list of rules: each key that is typed leaves the rows that have every word of it; it works without this too.
import "./countqueue";
import { findField, matches, tellFound, wordsOf } from "./find";

const field = document.querySelector<HTMLInputElement>("#find");
const told = document.querySelector<HTMLOutputElement>("#found");

function show(typed: string): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-find]")];
  const words = wordsOf(typed);
  for (const row of rows) row.hidden = !matches(row.dataset["find"], words);
  for (const chapter of document.querySelectorAll<HTMLElement>("[data-chapter]"))
    chapter.hidden = !chapter.querySelector("[data-find]:not([hidden])");
  const left = rows.filter((row) => !row.hidden).length;
  const nothing = document.querySelector<HTMLElement>("#nothing");
  if (nothing) nothing.hidden = left > 0;
  tellFound(told, left, rows.length, words.length > 0);
}

if (field) findField(field, show);

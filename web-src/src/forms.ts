// The form editor: what depends on a choice of the page is shown at once, and the preview follows its answers.
import { followAnswers } from "./phone/asked";

const editor = document.querySelector<HTMLFormElement>("form[data-editor]");
const show = editor?.querySelector<HTMLButtonElement>("button[value=show]");

for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-refresh]")) {
  select.addEventListener("change", () => {
    if (!editor || !show) return;
    show.formAction = select.dataset.refresh ?? "";
    editor.requestSubmit(show);
  });
}
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preview]")) {
  followAnswers(form);
  form.addEventListener("submit", (event) => event.preventDefault());
}

// a change of the page that nobody asked to leave is not lost without a word
let changed = false;
editor?.addEventListener("input", () => (changed = true));
editor?.addEventListener("submit", () => (changed = false));
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

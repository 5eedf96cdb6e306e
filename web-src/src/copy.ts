// Buttons that copy the text of a field; without them the field can still be selected by hand.

export function copyButtons(inside: ParentNode = document): void {
  if (!navigator.clipboard) return; // not on plain http
  for (const button of inside.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const field = document.getElementById(button.dataset.copy ?? "");
    if (!(field instanceof HTMLTextAreaElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(field.value).then(() => {
        button.textContent = button.dataset.done ?? "";
      });
    });
  }
}

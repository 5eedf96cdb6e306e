// Single keys as commands of a page: never while somebody types, never with a modifier.
export type Commands = Record<string, () => void>;

const WORDS = "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])";

/** Runs the command of a key, named by `event.key` in small letters. */
export function onKeys(commands: Commands): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    const command = commands[event.key.toLowerCase()];
    if (!command) return;
    event.preventDefault();
    command();
  });
}

/** The commands of every digit. */
export function digits(run: (digit: string) => void): Commands {
  return Object.fromEntries([..."0123456789"].map((digit) => [digit, () => run(digit)]));
}

/** Goes where a link leads, if the page has it. */
export function follow(selector: string): void {
  document.querySelector<HTMLAnchorElement>(selector)?.click();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches(WORDS);
}

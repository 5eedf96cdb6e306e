// What a person sees of reading codes: buttons, the camera's picture, one sentence, the letters that were begun.
import { type Field, type Words, begunSentences } from "./taking";

export interface Panel {
  words: Words;
  start: HTMLButtonElement;
  stop: HTMLButtonElement;
  video: HTMLVideoElement;
  pictures: HTMLInputElement;
  /** A sentence, which is also spoken. */
  tell(sentence?: string): void;
  shows(running: boolean): void;
  showBegun(): void;
}

export function panelOf(part: HTMLElement, field: Field): Panel {
  const words = JSON.parse(part.dataset.words ?? "{}") as Words;
  const [start, stop] = [one<HTMLButtonElement>(part, "[data-start]"), one<HTMLButtonElement>(part, "[data-stop]")];
  const [view, told] = [one<HTMLElement>(part, "[data-view]"), one(part, "[data-told]")];
  const begun = one(part, "[data-begun]");
  return {
    words,
    start,
    stop,
    video: one(part, "video"),
    pictures: one(part, "input[type=file]"),
    tell: (sentence = "") => void (told.textContent = sentence),
    shows: (running) => void ([start.hidden, stop.hidden, view.hidden] = [running, !running, !running]),
    showBegun: () => begun.replaceChildren(...begunSentences(field, words).map(item)),
  };
}

function item(sentence: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = sentence;
  return made;
}

function one<Kind extends Element>(inside: ParentNode, selector: string): Kind {
  const found = inside.querySelector<Kind>(selector);
  if (!found) throw new Error(`scanner without ${selector}`);
  return found;
}

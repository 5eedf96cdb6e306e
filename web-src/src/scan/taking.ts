// What is done with a code that was read: it goes into the form's field, or one sentence says why not.
import { begunLetters, pieceOf, withLine } from "./pieces";

export type Field = HTMLInputElement | HTMLTextAreaElement;

/** The sentences of the page, in its language; {n} and the like are filled in. */
export type Words = Record<string, string | undefined>;

export interface Told {
  words: string;
  taken: boolean;
  /** Nothing more is needed: the camera can rest, the form can be sent. */
  done: boolean;
}

export type Taker = (field: Field, code: string, words: Words) => Told;

/** A piece of a letter; done when no letter that was begun lacks one. */
export const takeLetter: Taker = (field, code, words) => {
  const line = code.trim();
  const piece = pieceOf(line);
  if (!piece) return refused(words["foreign"]);
  const before = field.value;
  field.value = withLine(before, line);
  const [number, of] = [String(piece.number), String(piece.of)];
  if (field.value === before) return refused(filled(words["known"], { number, of }));
  const done = begunLetters(field.value).every((one) => one.missing.length === 0);
  return { words: filled(words[done ? "done" : "taken"], { number, of }), taken: true, done };
};

/** One code that is all the field holds; whether it is one, the field's own pattern says. */
export const takeWhole: Taker = (field, code, words) => {
  const before = field.value;
  field.value = code.trim();
  if (field.checkValidity()) return { words: words["done"] ?? "", taken: true, done: true };
  field.value = before;
  return refused(words["foreign"]);
};

/** The letters that were begun, a sentence each: how many codes of how many, which are missing. */
export function begunSentences(field: Field, words: Words): string[] {
  if (!words["begun"]) return []; // a page of other codes
  return begunLetters(field.value).map(({ name, of, missing }) => {
    const values = { name, of: String(of), held: String(of - missing.length), missing: missing.join(", ") };
    return filled(words[missing.length ? "begun" : "whole"], values);
  });
}

export function filled(sentence: string | undefined, values: Record<string, string>): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

function refused(words: string | undefined): Told {
  return { words: words ?? "", taken: false, done: false };
}

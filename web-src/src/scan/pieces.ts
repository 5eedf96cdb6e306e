// A letter in QR codes, collected as lines of the form's field: `KAWAL:SURAT:<name>:<number>:<of>:<body>`, in any order
// (kawal/exchange/parts.py, which joins and checks them). What is in the field is all there is to know, so that camera,
// pictures, a hand scanner and pasting can take turns.
const PIECE = /^KAWAL:SURAT:([0-9a-f]{8}):([0-9]{1,2}):([0-9]{1,2}):[\w-]+=*$/;

export interface Piece {
  name: string;
  number: number;
  of: number;
}

export interface Begun {
  name: string;
  of: number;
  missing: number[];
}

/** Which piece of which letter a line is; null for what is none. */
export function pieceOf(line: string): Piece | null {
  const [, name = "", number, of] = PIECE.exec(line) ?? [];
  const piece = { name, number: Number(number), of: Number(of) };
  return piece.number >= 1 && piece.number <= piece.of ? piece : null;
}

/** The letters of which pieces stand in a text, in the order in which they were begun. */
export function begunLetters(text: string): Begun[] {
  const begun = new Map<string, Begun>();
  for (const word of wordsOf(text)) {
    const piece = pieceOf(word);
    if (!piece) continue;
    const { name, of, number } = piece;
    const letter = begun.get(name) ?? { name, of, missing: Array.from({ length: of }, (_, at) => at + 1) };
    begun.set(name, { ...letter, missing: letter.missing.filter((one) => one !== number) });
  }
  return [...begun.values()];
}

/** The text with one line more; the same text if it holds the line already. */
export function withLine(text: string, line: string): string {
  if (wordsOf(text).includes(line)) return text;
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

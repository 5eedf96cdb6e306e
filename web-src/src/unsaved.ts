// Lines of one account that are not saved yet, in this browser: by their names, oldest first.
export type Line = [name: string, value: string][];

const KEY = "kawal-unsaved";

export class Unsaved {
  private readonly key: string;

  constructor(who: string) {
    this.key = `${KEY}-${who}`;
  }

  all(): Line[] {
    try {
      return Object.values(JSON.parse(localStorage.getItem(this.key) ?? "{}") as Record<string, Line>);
    } catch {
      return []; // a browser that keeps nothing, or something else under our name
    }
  }

  keep(line: Line): void {
    this.write([...this.all().filter((one) => nameOf(one) !== nameOf(line)), line]);
  }

  drop(line: Line): void {
    this.write(this.all().filter((one) => nameOf(one) !== nameOf(line)));
  }

  private write(lines: Line[]): void {
    try {
      if (lines.length) localStorage.setItem(this.key, JSON.stringify(Object.fromEntries(lines.map((one) => [nameOf(one), one]))));
      else localStorage.removeItem(this.key);
    } catch {
      // full or forbidden: the lines stay in sight on this page
    }
  }
}

/** What a line says under a name; empty when it says nothing there. */
export function partOf(line: Line, name: string): string {
  return line.find(([part]) => part === name)?.[1] ?? "";
}

/** The line with one more part. */
export function withPart(line: Line, name: string, value: string): Line {
  return [...line.filter(([part]) => part !== name), [name, value]];
}

function nameOf(line: Line): string {
  return partOf(line, "identity");
}

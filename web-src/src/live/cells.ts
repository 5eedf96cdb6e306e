// Marks of stations and numbers, put in place as they are told; the server says which mark looks how.

export type Told = { head: number; cells: Record<string, string>; totals: Record<string, number> };
type Look = [shape: string, css: string, side: number];

export function putCells(told: Told): void {
  for (const area of document.querySelectorAll<HTMLElement>("[data-looks]")) {
    const looks = JSON.parse(area.dataset.looks ?? "{}") as Record<string, Look>;
    for (const [station, mark] of Object.entries(told.cells)) {
      const cell = area.querySelector<SVGUseElement>(`use[data-cell="${CSS.escape(station)}"]`);
      const look = looks[mark];
      if (cell && look) put(cell, look);
    }
  }
  for (const [mark, count] of Object.entries(told.totals)) {
    for (const number of document.querySelectorAll<HTMLElement>(`[data-total="${CSS.escape(mark)}"]`)) {
      const text = count.toLocaleString(document.documentElement.lang);
      if (number.textContent !== text) number.textContent = text;
    }
  }
}

/** A graver mark is larger; it stays in the middle of its place. */
function put(cell: SVGUseElement, [shape, css, side]: Look): void {
  const middle = (at: string, length: string) => Number(cell.getAttribute(at)) + Number(cell.getAttribute(length)) / 2;
  const [x, y] = [middle("x", "width"), middle("y", "height")];
  const wanted = { href: `#${shape}`, class: css, x: x - side / 2, y: y - side / 2, width: side, height: side };
  for (const [name, value] of Object.entries(wanted)) {
    if (cell.getAttribute(name) !== String(value)) cell.setAttribute(name, String(value));
  }
}

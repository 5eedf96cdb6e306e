// The queue by keyboard: J and K walk through the rows, Enter opens the one that has the focus.
import { onKeys } from "./keys";

const every = [...document.querySelectorAll<HTMLAnchorElement>("a[data-row]")];

function step(by: number): void {
  const rows = every.filter((row) => row.offsetParent); // what a filter hides is no row
  const at = rows.indexOf(document.activeElement as HTMLAnchorElement);
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

onKeys({ j: () => step(1), k: () => step(-1) });

// The receipt of one report: its number, the QR code of the receipt's address on the node, what this phone has checked.
import { encode } from "uqr";
import { showLegal } from "./legal";
import type { OutboxItem } from "./store";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules, ISO/IEC 18004

/** Fill the receipt page with one report; `state` is what this phone knows of it, in words. */
export function showReceipt(page: HTMLElement, item: OutboxItem, state: string): void {
  const screen = page.querySelector<HTMLElement>("#terima");
  if (!screen) return;
  put(screen, "number", String(item.index ?? ""));
  put(screen, "title", item.title);
  put(screen, "state", state);
  showLegal(screen, item.breach ?? false, item.at);
  screen.querySelector("[data-slot=qr]")?.replaceChildren(drawn(receiptAddress(item.id), page.dataset.textQr ?? ""));
  const link = screen.querySelector<HTMLAnchorElement>("[data-slot=file]");
  if (!link) return;
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([item.receipt ?? ""], { type: "text/plain" }));
  link.download = `kawal-${item.index ?? 0}.tlog-proof`;
}

/** Where anyone who knows the report's id gets its newest receipt: it proves the report and does not show it. */
export function receiptAddress(id: string): string {
  return `${location.origin}/api/receipts/${id}`;
}

function drawn(text: string, label: string): SVGElement {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const dark = data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  return svg;
}

function put(root: ParentNode, slot: string, text: string): void {
  const found = root.querySelector(`[data-slot=${slot}]`);
  if (found) found.textContent = text;
}

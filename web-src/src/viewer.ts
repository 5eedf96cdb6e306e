// The photo of a form: filled, turned, zoomed by keys or buttons; another photo by its link. Nothing is sent but the
// request for the photo itself, which the node records.
import type { Commands } from "./keys";

const MOST = 6;
const STEP = 1.5;
const QUARTERS = 4;

/** The commands of the viewer of this page; none where there is no photo. */
export function photoViewer(): Commands {
  const figure = document.querySelector<HTMLElement>("[data-viewer]");
  const plate = figure?.querySelector<HTMLElement>(".viewer-plate");
  const image = plate?.querySelector("img");
  if (!figure || !plate || !image) return {};
  const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-photo]")];
  let zoom = 1;
  let turn = 0;

  const shaped = (): void => {
    plate.style.width = `${zoom * 100}%`;
    plate.dataset["turn"] = String(turn);
  };
  const zoomed = (factor: number) => (): void => {
    zoom = Math.min(MOST, Math.max(1, zoom * factor));
    shaped();
  };
  const full = (): void => void figure.classList.toggle("viewer-full");
  const turned = (): void => {
    turn = (turn + 1) % QUARTERS;
    shaped();
  };
  const show = (link: HTMLAnchorElement | undefined): void => {
    if (!link) return;
    image.src = link.href;
    image.hidden = false;
    for (const one of links) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  };
  const next = (): void => {
    const at = links.findIndex((one) => one.hasAttribute("aria-current"));
    show(links[(at + 1) % links.length]);
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link);
    });
  }
  const commands: Commands = {
    f: () => {
      if (image.hidden) show(links[0]);
      full();
    },
    r: turned,
    "+": zoomed(STEP),
    "=": zoomed(STEP),
    "-": zoomed(1 / STEP),
    p: next,
    escape: () => figure.classList.remove("viewer-full"),
  };
  const buttons: Record<string, string> = { full: "f", turn: "r", in: "+", out: "-" };
  for (const button of figure.querySelectorAll<HTMLButtonElement>("[data-do]")) {
    button.addEventListener("click", () => commands[buttons[button.dataset["do"] ?? ""] ?? ""]?.());
  }
  return commands;
}

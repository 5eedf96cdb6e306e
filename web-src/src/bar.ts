// The bar of a narrow screen scrolls sideways: the page that is open stands in its middle before it is first painted.

export function currentInView(): void {
  const nav = document.querySelector<HTMLElement>(".bar nav");
  const current = nav?.querySelector<HTMLElement>(":scope > ul > li > [aria-current], summary[aria-current]");
  if (!nav || !current) {
    return;
  }
  const [around, inside] = [nav.getBoundingClientRect(), current.getBoundingClientRect()];
  nav.scrollLeft += inside.left + inside.width / 2 - (around.left + around.width / 2);
}

// The page's own colours for the map, read from the stylesheet's tokens so that each theme has one source.
export type Tone = "bg" | "raise" | "ward" | "line" | "ink" | "ink2" | "ink3" | "us" | "on-us" | "us-wash" | "warn" | "alarm";

export function tone(name: Tone): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back when the reader's system changes between light and dark. */
export function onThemeChange(changed: () => void): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

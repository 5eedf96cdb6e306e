// A map without tiles and without letters from elsewhere, and the words beside the pointer; for every page with a map.
import "maplibre-gl/dist/maplibre-gl.css";
import { Map as LibreMap, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

setWorkerUrl(workerUrl);

export function newMap(canvas: HTMLElement): LibreMap {
  const map = new LibreMap({
    container: canvas,
    style: { version: 8, sources: {}, layers: [] },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 17,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return map;
}

export class Tip {
  private readonly box = document.createElement("p");

  constructor(private readonly canvas: HTMLElement) {
    this.box.className = "tip";
    this.box.hidden = true;
    canvas.after(this.box);
  }

  say(text: string, x: number, y: number): void {
    const [title = "", ...rest] = text.split("\n");
    const heading = document.createElement("b");
    heading.textContent = title;
    this.box.replaceChildren(heading, rest.join("\n"));
    this.box.hidden = false;
    const left = Math.min(x + 14, this.canvas.clientWidth - this.box.offsetWidth - 8);
    this.box.style.transform = `translate(${left}px, ${this.canvas.offsetTop + y + 14}px)`;
  }

  hide(): void {
    this.box.hidden = true;
  }
}

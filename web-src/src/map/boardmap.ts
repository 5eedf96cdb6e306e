// The map of the board and the small map of one incident: every station by its mark, incidents, teams on their way.
import type { Feature, FeatureCollection, Point } from "geojson";
import type { GeoJSONSource, Map as LibreMap } from "maplibre-gl";

import { boardLayers } from "./boardlayers";
import type { Ground, Live, Shown } from "./boardmodel";
import { shortNamed } from "./ground";
import { base, plate, symbol } from "./images";
import { newMap, Tip } from "./libre";
import { onThemeChange, type Tone, tone } from "./tones";

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
const SOURCES = ["ways", "stations", "incidents", "teams", "picked"];
const CLICKED = ["incident", "station"];

export class BoardMap {
  private readonly map: LibreMap;
  private readonly tip: Tip;
  private live: Live | undefined;
  private ready = false;
  private shown: Shown = { marks: null, wards: null };

  constructor(
    private readonly canvas: HTMLElement,
    private readonly ground: Ground,
  ) {
    this.tip = new Tip(canvas);
    this.map = newMap(canvas);
    this.listen();
    this.map.once("style.load", () => this.draw());
    onThemeChange(() => this.draw());
  }

  show(live: Live): void {
    const first = !this.live;
    this.live = live;
    if (first) {
      const margin = this.canvas.clientWidth > 700 ? { top: 84, bottom: 40, left: 24, right: 24 } : 20;
      this.map.fitBounds(live.bounds ?? this.ground.bounds, { padding: margin, animate: false, maxZoom: 15 });
      this.map.once("idle", () => (this.canvas.dataset["ready"] = "yes"));
    }
    this.fill();
  }

  filter(shown: Shown): void {
    this.shown = shown;
    this.fill();
  }

  /** A ring around a place whose line in the list has the focus or the pointer; an empty one takes it away. */
  pick(place: string): void {
    const found =
      this.ground.stations.features.find((one) => one.properties.ids.includes(place)) ??
      this.live?.incidents.features.find((one) => one.properties.place === place);
    const point: FeatureCollection = found ? { type: "FeatureCollection", features: [found] } : NOTHING;
    this.source("picked")?.setData(point);
  }

  /** Put sources, marks and layers in the tones of the present theme; called again when it changes. */
  private draw(): void {
    const start = (): void => {
      this.map.addImage("base", base(), { pixelRatio: 2 });
      for (const [mark, [name, colour]] of Object.entries(this.ground.symbols)) {
        const quiet: Tone = mark === "counted" ? "ink" : mark === "unknown" ? "ink2" : "ink3";
        this.map.addImage(`mark-${mark}`, symbol(name, tone((colour || quiet) as Tone)), { pixelRatio: 2 });
      }
      this.map.addSource("wards", { type: "geojson", data: this.ground.wards });
      this.map.addSource("district-shapes", { type: "geojson", data: this.ground.district_shapes });
      this.map.addSource("districts", { type: "geojson", data: shortNamed(this.ground.districts) });
      this.map.addSource("bases", { type: "geojson", data: this.ground.bases });
      for (const name of SOURCES) this.map.addSource(name, { type: "geojson", data: NOTHING });
      this.ready = true;
      this.plates();
      for (const layer of boardLayers(tone)) this.map.addLayer(layer);
      this.fill();
    };
    if (!this.ready) return start();
    this.ready = false;
    this.map.setStyle({ version: 8, sources: {}, layers: [] }, { diff: false });
    this.map.once("style.load", start);
  }

  private fill(): void {
    if (!this.ready || !this.live) return;
    this.plates();
    const incidents = this.live.incidents.features
      .filter((one) => this.passes(one.properties.mark, one.properties.place))
      .map((one) => ({ ...one, properties: { ...one.properties, gravity: this.gravity(one.properties.mark) } }));
    this.source("stations")?.setData({ type: "FeatureCollection", features: this.stations(this.live) });
    this.source("incidents")?.setData({ type: "FeatureCollection", features: incidents });
    this.source("teams")?.setData(this.live.teams);
    this.source("ways")?.setData(this.live.ways);
    if (this.live.picked) this.pick(this.live.picked);
  }

  /** Each point with the gravest mark of the stations it is for, as far as they are shown; an incident stands there
   * itself. */
  private stations(live: Live): Feature<Point>[] {
    const { words } = this.ground;
    const trouble = live.incidents.features.filter((one) => one.properties.mark !== "none"); // not assemblies
    const incidents = new Set(trouble.map((one) => one.properties.place));
    return this.ground.stations.features.flatMap((one) => {
      const marks = one.properties.ids
        .filter((id) => !incidents.has(id))
        .map((id) => [id, live.marks[id]] as const)
        .flatMap(([id, mark]) => (mark && this.passes(mark, id) ? [mark] : []))
        .sort((a, b) => this.gravity(b) - this.gravity(a));
      const [mark] = marks;
      if (!mark) return [];
      const say = `${one.properties.name}\n${words[mark] ?? mark}`;
      return [{ ...one, properties: { ...one.properties, mark, say, gravity: this.gravity(mark) } }];
    });
  }

  private passes(mark: string, place: string): boolean {
    const { marks, wards } = this.shown;
    return (!marks || marks.has(mark)) && (!wards || wards.has(wardOf(place)));
  }

  private gravity(mark: string): number {
    return this.ground.gravity.indexOf(mark);
  }

  private plates(): void {
    for (const { properties } of this.live?.teams.features ?? []) {
      const name = `${properties.away ? "away" : "team"}-${properties.number}`;
      if (!this.map.hasImage(name))
        this.map.addImage(name, plate(String(properties.number), properties.away), { pixelRatio: 2 });
    }
  }

  private listen(): void {
    for (const layer of [...CLICKED, "team", "base"]) {
      this.map.on("mousemove", layer, (event) => {
        const say = event.features?.[0]?.properties["say"] as string | undefined;
        if (say) this.tip.say(say, event.point.x, event.point.y);
        this.map.getCanvas().style.cursor = CLICKED.includes(layer) ? "pointer" : "";
      });
      this.map.on("mouseleave", layer, () => {
        this.tip.hide();
        this.map.getCanvas().style.cursor = "";
      });
    }
    this.map.on("click", (event) => {
      const { x, y } = event.point; // a finger is wider than a mark
      const near = this.map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers: CLICKED });
      const found = near.find((one) => one.layer.id === "incident") ?? near[0];
      if (found) window.location.assign(found.properties["href"] as string);
    });
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(name);
  }
}

/** "6371011001012" and "63.71.01.1001" are of the ward 63.71.01.1001. */
function wardOf(place: string): string {
  if (place.includes(".")) return place;
  return `${place.slice(0, 2)}.${place.slice(2, 4)}.${place.slice(4, 6)}.${place.slice(6, 10)}`;
}

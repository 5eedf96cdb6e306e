// The map of the plan, without tiles and without letters from elsewhere: land, stations, teams, reach.
import type { FeatureCollection, Point, Polygon } from "geojson";
import type { GeoJSONSource, Map as LibreMap } from "maplibre-gl";

import { base, forbidden, hatch, lock, officialClass, plate } from "./images";
import { layers } from "./layers";
import { newMap, Tip } from "./libre";
import type { Place, Plan } from "./model";
import { onThemeChange, tone } from "./tones";

const CLASSES = ["kurang_rawan", "rawan", "sangat_rawan", "khusus"];
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
const KM_PER_DEGREE = 111.2;

export class PlanMap {
  private readonly map: LibreMap;
  private readonly tip: Tip;
  private place: Place | undefined;
  private plan: Plan | undefined;

  constructor(private readonly canvas: HTMLElement) {
    this.tip = new Tip(canvas);
    this.map = newMap(canvas);
    void this.load().catch((error: unknown) => {
      canvas.dataset["ready"] = "no";
      throw error;
    });
    onThemeChange(() => this.draw());
  }

  show(plan: Plan): void {
    this.plan = plan;
    if (!this.place) return;
    for (const feature of this.place.stations.features) {
      const guards = plan.posts[feature.properties.id] ?? 0;
      this.map.setFeatureState({ source: "stations", id: feature.id as number }, { guards });
    }
    this.source("teams")?.setData(this.teams(this.place, plan));
    this.canvas.dataset["guards"] = String(plan.guards);
  }

  private async load(): Promise<void> {
    const answer = await fetch(this.canvas.dataset["map"] ?? "");
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    this.place = (await answer.json()) as Place;
    this.plan ??= JSON.parse(document.getElementById("plan-data")?.textContent ?? "null") as Plan;
    if (!this.map.isStyleLoaded()) await new Promise((done) => this.map.once("style.load", done));
    this.map.fitBounds(this.place.bounds, { padding: this.padding(), animate: false });
    this.draw();
    this.listen();
    this.map.once("idle", () => (this.canvas.dataset["ready"] = "yes"));
  }

  private padding(): { top: number; bottom: number; left: number; right: number } {
    const wide = window.matchMedia("(min-width: 64.01rem)").matches;
    return wide ? { top: 110, bottom: 48, left: 24, right: 24 } : { top: 16, bottom: 16, left: 12, right: 12 };
  }

  /** Put sources, marks and layers in the tones of the present theme; called again when it changes. */
  private draw(): void {
    const { place } = this;
    if (!place) return;
    this.map.setStyle({ version: 8, sources: {}, layers: [] }, { diff: false });
    this.map.once("style.load", () => {
      const marks: Record<string, ImageData> = {
        base: base(),
        lock: lock(),
        forbidden: forbidden(),
        hatch: hatch(),
      };
      for (const cls of CLASSES) marks[`class-${cls}`] = officialClass(cls);
      for (const [name, mark] of Object.entries(marks)) this.map.addImage(name, mark, { pixelRatio: 2 });
      for (let number = 1; number <= place.most_teams; number++)
        this.map.addImage(`team-${number}`, plate(String(number)), { pixelRatio: 2 });
      this.map.addSource("wards", { type: "geojson", data: place.wards });
      this.map.addSource("district-shapes", { type: "geojson", data: place.district_shapes });
      this.map.addSource("districts", { type: "geojson", data: place.districts });
      this.map.addSource("stations", { type: "geojson", data: place.stations });
      this.map.addSource("bases", { type: "geojson", data: place.bases });
      this.map.addSource("teams", { type: "geojson", data: NOTHING });
      this.map.addSource("reach", { type: "geojson", data: NOTHING });
      for (const layer of layers(tone, this.canvas.dataset["picked"] ?? "")) this.map.addLayer(layer);
      if (this.plan) this.show(this.plan);
      if (this.canvas.dataset["reach"]) this.reach(this.canvas.dataset["reach"]);
    });
  }

  private listen(): void {
    for (const layer of ["station", "team", "base"]) {
      this.map.on("mousemove", layer, (event) => {
        const feature = event.features?.[0];
        if (feature) this.tip.say(feature.properties["say"] as string, event.point.x, event.point.y);
        this.map.getCanvas().style.cursor = layer === "base" ? "" : "pointer";
      });
      this.map.on("mouseleave", layer, () => {
        this.tip.hide();
        this.map.getCanvas().style.cursor = "";
      });
    }
    this.map.on("click", (event) => {
      const [team] = this.map.queryRenderedFeatures(event.point, { layers: ["team"] });
      const [station] = this.map.queryRenderedFeatures(event.point, { layers: ["station"] });
      if (team) this.reach(team.properties["base"] as string);
      else if (station) this.select(station.properties["id"] as string);
      else this.forget();
    });
  }

  /** The reach of one team as the circle of the travel model. */
  private reach(baseId: string): void {
    const found = this.place?.bases.features.find((feature) => feature.properties.id === baseId);
    if (!found) return;
    this.canvas.dataset["reach"] = baseId;
    const [lon = 0, lat = 0] = found.geometry.coordinates;
    const east = found.properties.reach_km / (KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
    const north = found.properties.reach_km / KM_PER_DEGREE;
    const ring = Array.from({ length: 65 }, (_, n) => {
      const angle = (n / 64) * 2 * Math.PI;
      return [lon + east * Math.cos(angle), lat + north * Math.sin(angle)];
    });
    const circle: Polygon = { type: "Polygon", coordinates: [ring] };
    this.source("reach")?.setData({ type: "Feature", properties: {}, geometry: circle });
  }

  private forget(): void {
    this.canvas.dataset["reach"] = "";
    this.source("reach")?.setData(NOTHING);
  }

  private select(stationId: string): void {
    const url = new URL(window.location.href);
    url.searchParams.set("tps", stationId);
    window.location.assign(url);
  }

  private teams(place: Place, plan: Plan): FeatureCollection<Point> {
    const where = new Map(place.bases.features.map((feature) => [feature.properties.id, feature]));
    return {
      type: "FeatureCollection",
      features: plan.teams.flatMap((team) => {
        const feature = where.get(team.base);
        if (!feature) return [];
        const say = `${feature.properties.name}`;
        return [{ type: "Feature" as const, properties: { ...team, say }, geometry: feature.geometry }];
      }),
    };
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(name);
  }
}

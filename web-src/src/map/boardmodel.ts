// What the server sends for the board's map: the ground once, the rest again and again.
import type { FeatureCollection, LineString, MultiPolygon, Point } from "geojson";

export type Bounds = [number, number, number, number];

export interface Ground {
  bounds: Bounds;
  wards: FeatureCollection<MultiPolygon, { code: string; name: string }>;
  district_shapes: FeatureCollection<MultiPolygon>;
  districts: FeatureCollection<Point, { name: string }>;
  stations: FeatureCollection<Point, { ids: string[]; name: string; number: string; href: string }>;
  bases: FeatureCollection<Point, { name: string; say: string }>;
  gravity: string[];
  words: Record<string, string>;
  symbols: Record<string, [symbol: string, tone: string]>;
}

export interface Live {
  marks: Record<string, string>;
  incidents: FeatureCollection<Point, { place: string; mark: string; say: string; href: string }>;
  teams: FeatureCollection<Point, { number: number; away: boolean; say: string }>;
  ways: FeatureCollection<LineString>;
  bounds?: Bounds;
  picked?: string;
  counts?: Record<string, number>;
  list?: string;
}

/** Which marks and wards are shown; null shows all. */
export interface Shown {
  marks: ReadonlySet<string> | null;
  wards: ReadonlySet<string> | null;
}

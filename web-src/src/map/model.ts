// What the server sends for the map: the place once, the plan at each solve.
import type { FeatureCollection, MultiPolygon, Point } from "geojson";

export interface Place {
  bounds: [number, number, number, number];
  schematic: boolean;
  most_teams: number;
  wards: FeatureCollection<MultiPolygon, { code: string; name: string; district: string }>;
  district_shapes: FeatureCollection<MultiPolygon>;
  districts: FeatureCollection<Point, { name: string }>;
  stations: FeatureCollection<
    Point,
    { id: string; name: string; priority: number; cls: string; hot: boolean; lock: number; say: string }
  >;
  bases: FeatureCollection<Point, { id: string; name: string; reach_km: number }>;
}

export interface Plan {
  guards: number;
  posts: Record<string, number>;
  teams: { base: string; number: number; count: number }[];
}

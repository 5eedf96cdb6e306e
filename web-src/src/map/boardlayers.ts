// The layers from below: land, ways of teams, names of districts where marks leave room, bases, stations by their mark,
// incidents, teams, other labels.
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

import type { Tone } from "./tones";

const TROUBLE = ["overdue", "silent", "minor", "moderate", "severe"];
/** Marks keep their size in pixels; in order about 7 px, trouble 11, a severe incident 19; closer in all are 16 and more. */
const BY_MARK = (quiet: number, trouble: number, severe: number): ExpressionSpecification => [
  "match",
  ["get", "mark"],
  "severe",
  severe,
  TROUBLE.filter((mark) => mark !== "severe"),
  trouble,
  quiet,
];

export function boardLayers(tone: (name: Tone) => string): LayerSpecification[] {
  const labels = { "text-font": ["sans-serif"], "text-optional": true };
  const halo = { "text-halo-color": tone("ward"), "text-halo-width": 2 };
  const marks = {
    "icon-image": ["concat", "mark-", ["get", "mark"]] as ExpressionSpecification,
    "icon-allow-overlap": true,
    "symbol-sort-key": ["get", "gravity"] as ExpressionSpecification,
  };
  return [
    { id: "land", type: "fill", source: "wards", paint: { "fill-color": tone("ward"), "fill-outline-color": tone("bg") } },
    { id: "ward-gap", type: "line", source: "wards", paint: { "line-color": tone("bg"), "line-width": 1.25 } },
    { id: "district-gap", type: "line", source: "district-shapes", paint: { "line-color": tone("bg"), "line-width": 4 } },
    {
      id: "way",
      type: "line",
      source: "ways",
      paint: { "line-color": tone("us"), "line-width": 1.75, "line-dasharray": [2, 1.5] },
    },
    {
      id: "district-name",
      type: "symbol",
      source: "districts",
      maxzoom: 13.5,
      layout: { ...labels, "text-field": ["get", "name"], "text-size": 13, "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 1.2 },
      paint: { ...halo, "text-color": tone("ink2") },
    },
    { id: "base", type: "symbol", source: "bases", minzoom: 12.5, layout: { "icon-image": "base", "icon-allow-overlap": true } },
    {
      id: "station",
      type: "symbol",
      source: "stations",
      layout: {
        ...marks,
        "icon-ignore-placement": true, // a name may stand over stations in order, not over incidents and teams
        "icon-size": ["interpolate", ["linear"], ["zoom"], 11.5, BY_MARK(0.45, 0.7, 1.2), 14.5, BY_MARK(0.95, 1, 1.3)],
      },
    },
    {
      id: "incident",
      type: "symbol",
      source: "incidents",
      layout: { ...marks, "icon-size": BY_MARK(1, 1, 1.3) },
    },
    {
      id: "picked",
      type: "circle",
      source: "picked",
      paint: {
        "circle-radius": 14,
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": tone("us"),
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "team",
      type: "symbol",
      source: "teams",
      layout: {
        "icon-image": ["concat", ["case", ["get", "away"], "away-", "team-"], ["get", "number"]],
        "icon-allow-overlap": true,
      },
    },
    {
      id: "ward-name",
      type: "symbol",
      source: "wards",
      minzoom: 13.2,
      layout: { ...labels, "text-field": ["get", "name"], "text-size": 12 },
      paint: { ...halo, "text-color": tone("ink2") },
    },
    {
      id: "station-name",
      type: "symbol",
      source: "stations",
      minzoom: 14.2,
      layout: { ...labels, "text-field": ["get", "number"], "text-size": 12, "text-offset": [0, 0.9], "text-anchor": "top" },
      paint: { ...halo, "text-color": tone("ink") },
    },
    {
      id: "picked-name",
      type: "symbol",
      source: "picked",
      layout: {
        ...labels,
        "text-field": ["get", "name"],
        "text-size": 13,
        "text-offset": [0, 1.4],
        "text-anchor": "top",
        "text-allow-overlap": true,
      },
      paint: { ...halo, "text-color": tone("ink") },
    },
  ];
}

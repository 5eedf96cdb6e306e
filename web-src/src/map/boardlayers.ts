// The layers from below: land, ways of teams, names of districts where marks leave room, bases, stations by their mark,
// incidents, teams, other labels.
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

import { closeNames, districtNames, ground, pickedName } from "./ground";
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
  const marks = {
    "icon-image": ["concat", "mark-", ["get", "mark"]] as ExpressionSpecification,
    "icon-allow-overlap": true,
    "symbol-sort-key": ["get", "gravity"] as ExpressionSpecification,
  };
  return [
    ...ground(tone),
    {
      id: "way",
      type: "line",
      source: "ways",
      paint: { "line-color": tone("us"), "line-width": 1.75, "line-dasharray": [2, 1.5] },
    },
    districtNames(tone, {
      "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
      "text-radial-offset": 1.2,
    }),
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
    ...closeNames(tone),
    pickedName(tone, { source: "picked" }, { "text-size": 13, "text-offset": [0, 1.4] }),
  ];
}

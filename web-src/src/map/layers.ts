// The layers from below: land, hatching of clusters, reach, stations by priority, marks by hand, teams, labels.
import type { LayerSpecification } from "maplibre-gl";

import { closeNames, districtNames, ground, pickedName } from "./ground";
import type { Tone } from "./tones";

const SIZE_BY_PRIORITY = ["match", ["get", "priority"], 1, 4.4, 2, 3.4, 3, 2.4, 1.7] as const;
const GUARDED = [">", ["coalesce", ["feature-state", "guards"], 0], 0] as const;

export function layers(tone: (name: Tone) => string, picked: string): LayerSpecification[] {
  return [
    ...ground(tone),
    {
      id: "cluster",
      type: "symbol",
      source: "stations",
      filter: ["==", ["get", "hot"], true],
      layout: { "icon-image": "hatch", "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 11, 1, 15, 2] },
    },
    {
      id: "reach",
      type: "fill",
      source: "reach",
      paint: { "fill-color": tone("us"), "fill-opacity": 0.12, "fill-outline-color": tone("us") },
    },
    { id: "reach-edge", type: "line", source: "reach", paint: { "line-color": tone("us"), "line-width": 1.5 } },
    {
      id: "base",
      type: "symbol",
      source: "bases",
      minzoom: 12.5,
      layout: { "icon-image": "base", "icon-allow-overlap": true },
    },
    {
      id: "station",
      type: "circle",
      source: "stations",
      paint: {
        "circle-radius": ["+", SIZE_BY_PRIORITY as never, ["case", GUARDED as never, 1.2, 0]],
        "circle-color": [
          "case",
          GUARDED as never,
          tone("us"),
          ["==", ["get", "priority"], 1],
          tone("ink"),
          tone("ink3"),
        ],
        "circle-stroke-color": tone("ward"),
        "circle-stroke-width": ["case", GUARDED as never, 0.75, 0],
      },
    },
    {
      id: "official",
      type: "symbol",
      source: "stations",
      filter: ["!=", ["get", "cls"], ""],
      layout: {
        "icon-image": ["concat", "class-", ["get", "cls"]],
        "icon-allow-overlap": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 11.5, 0.7, 13.5, 1.1],
      },
    },
    {
      id: "picked",
      type: "circle",
      source: "stations",
      filter: ["==", ["get", "id"], picked],
      paint: {
        "circle-radius": 11,
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": tone("us"),
        "circle-stroke-width": 2,
      },
    },
    {
      id: "lock",
      type: "symbol",
      source: "stations",
      filter: [">=", ["get", "lock"], 0],
      layout: { "icon-image": ["case", ["==", ["get", "lock"], 0], "forbidden", "lock"], "icon-allow-overlap": true },
    },
    {
      id: "team",
      type: "symbol",
      source: "teams",
      layout: { "icon-image": ["concat", "team-", ["get", "number"]], "icon-allow-overlap": true },
    },
    districtNames(tone),
    ...closeNames(tone),
    pickedName(tone, { source: "stations", filter: ["==", ["get", "id"], picked] }, { "text-size": 12, "text-offset": [0, 1.2] }),
  ];
}

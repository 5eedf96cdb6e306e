// What every map shares: the land below all else, and the names of districts, wards and stations.
import type { LayerSpecification, SymbolLayerSpecification } from "maplibre-gl";

import type { Tone } from "./tones";

type Tones = (name: Tone) => string;
type Layout = SymbolLayerSpecification["layout"];

export function ground(tone: Tones): LayerSpecification[] {
  return [
    { id: "land", type: "fill", source: "wards", paint: { "fill-color": tone("ward"), "fill-outline-color": tone("bg") } },
    { id: "ward-gap", type: "line", source: "wards", paint: { "line-color": tone("bg"), "line-width": 1.25 } },
    { id: "district-gap", type: "line", source: "district-shapes", paint: { "line-color": tone("bg"), "line-width": 4 } },
  ];
}

export function districtNames(tone: Tones, layout: Layout = {}): LayerSpecification {
  return named(tone, "ink2", { id: "district-name", source: "districts", maxzoom: 13.5 }, { "text-size": 13, ...layout });
}

/** Names that only a closer look has room for. */
export function closeNames(tone: Tones): LayerSpecification[] {
  return [
    named(tone, "ink2", { id: "ward-name", source: "wards", minzoom: 13.2 }, { "text-size": 12 }),
    named(
      tone,
      "ink",
      { id: "station-name", source: "stations", minzoom: 14.2 },
      { "text-field": ["get", "number"], "text-size": 12, "text-offset": [0, 0.9], "text-anchor": "top" },
    ),
  ];
}

/** The name of what was picked stands whatever it covers. */
export function pickedName(
  tone: Tones,
  layer: Pick<SymbolLayerSpecification, "source" | "filter">,
  layout: Layout,
): LayerSpecification {
  return named(
    tone,
    "ink",
    { id: "picked-name", ...layer },
    { "text-anchor": "top", "text-allow-overlap": true, ...layout },
  );
}

function named(
  tone: Tones,
  colour: Tone,
  layer: Omit<SymbolLayerSpecification, "type">,
  layout: Layout,
): SymbolLayerSpecification {
  return {
    ...layer,
    type: "symbol",
    layout: { "text-font": ["sans-serif"], "text-optional": true, "text-field": ["get", "name"], ...layout },
    paint: { "text-halo-color": tone("ward"), "text-halo-width": 2, "text-color": tone(colour) },
  };
}

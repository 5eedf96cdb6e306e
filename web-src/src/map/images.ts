// Marks that are drawn, not loaded: the plate of a team, the brackets of a lock, the cross of a forbidden post, hatching.
import { tone } from "./tones";

type Draw = (pen: CanvasRenderingContext2D, size: number) => void;
const RATIO = 2;

function image(size: number, draw: Draw): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * RATIO;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no 2d canvas");
  pen.scale(RATIO, RATIO);
  draw(pen, size);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** The plate of a team, hollow when it is away. */
export function plate(text: string, away = false): ImageData {
  return image(22, (pen) => {
    pen.fillStyle = tone(away ? "ward" : "us");
    pen.strokeStyle = tone(away ? "us" : "ward");
    pen.beginPath();
    pen.roundRect(1, 4, 20, 14, 2);
    pen.fill();
    pen.stroke();
    pen.fillStyle = tone(away ? "us" : "on-us");
    pen.font = "600 11px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(text, 11, 11.5);
  });
}

/** An office or jetty where teams wait: a roof, unlike the plate of a team. */
export function base(): ImageData {
  return image(12, (pen) => {
    pen.strokeStyle = tone("ink2");
    pen.lineWidth = 1.25;
    pen.stroke(new Path2D("M1.5 6L6 2l4.5 4M3 5.5V10h6V5.5"));
  });
}

export function lock(): ImageData {
  return image(22, (pen) => {
    pen.strokeStyle = tone("ink");
    pen.lineWidth = 1.75;
    pen.stroke(new Path2D("M7 3H3v16h4M15 3h4v16h-4"));
  });
}

export function forbidden(): ImageData {
  return image(16, (pen) => {
    pen.strokeStyle = tone("ink");
    pen.lineWidth = 2;
    pen.stroke(new Path2D("M3 3l10 10M13 3L3 13"));
  });
}

export function hatch(): ImageData {
  return image(14, (pen) => {
    pen.strokeStyle = tone("warn");
    pen.lineWidth = 1.25;
    pen.globalAlpha = 0.75;
    pen.beginPath();
    pen.arc(7, 7, 6, 0, 7);
    pen.clip();
    for (let x = -14; x < 28; x += 4) {
      pen.moveTo(x, 0);
      pen.lineTo(x + 14, 14);
    }
    pen.stroke();
  });
}

/** Official classes are shapes: thin ring, square, triangle, diamond; no class has none. */
export function officialClass(cls: string): ImageData {
  const paths: Record<string, string> = {
    kurang_rawan: "M7 2a5 5 0 1 0 .01 0",
    rawan: "M2.5 2.5h9v9h-9z",
    sangat_rawan: "M7 1.5 12.5 11.5h-11z",
    khusus: "M7 1 13 7 7 13 1 7z",
  };
  return image(14, (pen) => {
    pen.strokeStyle = tone(cls === "sangat_rawan" ? "warn" : cls === "kurang_rawan" ? "ink3" : "ink2");
    pen.lineWidth = cls === "kurang_rawan" ? 0.75 : 1.5;
    pen.stroke(new Path2D(paths[cls] ?? ""));
  });
}

/** A mark of the page's sprite in a colour, so that list and map have one drawing of each. */
export function symbol(name: string, colour: string): ImageData {
  return image(20, (pen) => {
    pen.translate(2, 2);
    pen.fillStyle = pen.strokeStyle = colour;
    for (const shape of document.getElementById(name)?.children ?? []) {
      const path = new Path2D(shape.getAttribute("d") ?? "");
      if (shape.tagName === "circle") {
        const [x = 0, y = 0, radius = 0] = ["cx", "cy", "r"].map((key) => Number(shape.getAttribute(key)));
        path.arc(x, y, radius, 0, 2 * Math.PI);
      }
      if (shape.getAttribute("fill") !== "none") pen.fill(path);
      if (!shape.hasAttribute("stroke")) continue;
      pen.lineWidth = Number(shape.getAttribute("stroke-width") ?? 1);
      pen.setLineDash((shape.getAttribute("stroke-dasharray") ?? "").split(" ").filter(Boolean).map(Number));
      pen.stroke(path);
    }
  });
}

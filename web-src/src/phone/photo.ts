// A photo before it is sent: smaller, without the data that the camera adds, and with a warning when it is blurred.
import { hex, sha256 } from "./bytes";

const LONG_SIDE_PX = 1600;
const QUALITY = 0.8;
const SHARPNESS_PX = 320;
/** Variance of the Laplacian of a grey picture of 320 px; below this, letters on a form cannot be read. */
const BLURRED_BELOW = 60;

export interface Photo {
  sha256: string;
  blob: Blob;
  blurred: boolean;
}

export async function preparePhoto(file: Blob): Promise<Photo> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONG_SIDE_PX / Math.max(picture.width, picture.height));
  const canvas = drawn(picture, scale);
  const blob = await new Promise<Blob>((done, failed) =>
    canvas.toBlob((made) => (made ? done(made) : failed(new Error("no picture"))), "image/jpeg", QUALITY),
  );
  const blurred = sharpness(picture) < BLURRED_BELOW;
  picture.close();
  return { sha256: hex(await sha256(new Uint8Array(await new Response(blob).arrayBuffer()))), blob, blurred };
}

function drawn(picture: ImageBitmap, scale: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function sharpness(picture: ImageBitmap): number {
  const canvas = drawn(picture, Math.min(1, SHARPNESS_PX / Math.max(picture.width, picture.height)));
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d")?.getImageData(0, 0, width, height).data;
  if (!pixels || width < 3 || height < 3) return 0;
  const grey = (x: number, y: number): number => {
    const at = 4 * (y * width + x);
    return 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
  };
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const edge = grey(x - 1, y) + grey(x + 1, y) + grey(x, y - 1) + grey(x, y + 1) - 4 * grey(x, y);
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = (width - 2) * (height - 2);
  return squares / count - (sum / count) ** 2;
}

// QR codes in a picture: by the browser's own detector where it has one, else by a decoder that is loaded when it is
// needed first. Nothing leaves the machine.
import type { Image } from "qr/decode.js";

type Source = HTMLVideoElement | ImageBitmap;

interface Detector {
  detect(source: Source): Promise<{ rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

declare global {
  interface Window {
    BarcodeDetector?: DetectorClass;
  }
}

/** What a frame of the camera shows; called again and again, it spends a frame's time on each at most. */
export type FrameReader = (video: HTMLVideoElement) => Promise<string[]>;

const LONG_SIDE_PX = 3_000;
const PICTURE_MS = 1_500;

/** The browser's own detector if it knows QR codes, for as long as it works; else the decoder. */
export async function frameReader(): Promise<FrameReader> {
  const { decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  let own = await ownDetector();
  return async (video) => {
    if (own) {
      try {
        return (await own.detect(video)).map((one) => one.rawValue);
      } catch {
        own = null; // a detector may be there without the service behind it, which shows only here
      }
    }
    try {
      return [decodeQR(pixelsOf(video, video.videoWidth, video.videoHeight, canvas))];
    } catch {
      return []; // how the decoder says that a frame shows no whole code
    }
  };
}

/** All codes of a picture, with more patience than for a frame; null for a file that is no picture. */
export async function codesOf(file: Blob): Promise<string[] | null> {
  const { decodeQRBatch } = await import("qr/decode.js");
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const scale = Math.min(1, LONG_SIDE_PX / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const image = pixelsOf(picture, width, height, document.createElement("canvas"));
  picture.close();
  const [found] = await decodeQRBatch([image], { maxSize: { width, height }, timeLimit: PICTURE_MS });
  return (found ?? []).filter((one): one is string => typeof one === "string");
}

async function ownDetector(): Promise<Detector | null> {
  const formats = (await window.BarcodeDetector?.getSupportedFormats()) ?? [];
  return window.BarcodeDetector && formats.includes("qr_code") ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;
}

function pixelsOf(source: Source, width: number, height: number, canvas: HTMLCanvasElement): Image {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

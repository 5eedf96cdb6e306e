// The camera at the back of a phone, or the only one. Whoever starts it stops it.
import type { FrameReader } from "./codes";

/** Why there is no camera: the page is no secure one, the person said no, there is none, another program has it. */
export type Refusal = "insecure" | "refused" | "none" | "busy";

export interface Camera {
  runs(): boolean;
  /** Opens it and tells every code that it sees, as often as it sees it; the refusal if it does not open. */
  start(reader: FrameReader): Promise<Refusal | null>;
  stop(): void;
}

/** Large codes need pixels: one of 105 modules is read from about 320 px. */
const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
};
const REFUSALS: Record<string, Refusal> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Why this page can never have a camera; null where it can ask for one. */
export function impossible(): Refusal | null {
  if (!window.isSecureContext) return "insecure";
  return "mediaDevices" in navigator ? null : "none";
}

/** A camera that shows itself in `video`; `ended` is told when it is unplugged or taken back. */
export function cameraOf(video: HTMLVideoElement, seen: (code: string) => void, ended: () => void): Camera {
  let stream: MediaStream | null = null;

  function stop(): void {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
  }

  async function start(reader: FrameReader): Promise<Refusal | null> {
    try {
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
      stream.getVideoTracks()[0]?.addEventListener("ended", ended);
      video.srcObject = stream;
      await video.play();
    } catch (error) {
      stop();
      const known = error instanceof DOMException ? REFUSALS[error.name] : undefined;
      if (known) return known;
      throw error;
    }
    void look(stream, reader);
    return null;
  }

  async function look(own: MediaStream, reader: FrameReader): Promise<void> {
    while (stream === own) {
      await new Promise(requestAnimationFrame); // first of all, so that whoever started knows before a code is seen
      if (stream !== own) return;
      for (const code of await reader(video)) if (stream === own) seen(code);
    }
  }

  return { runs: () => stream !== null, start, stop };
}

// QR codes read by the camera or from pictures into the field of a form, which its person sends (`_scan.html`).
import { cameraOf, impossible } from "./scan/camera";
import { codesOf, frameReader } from "./scan/codes";
import { type Panel, panelOf } from "./scan/panel";
import { type Field, type Taker, type Told, filled, takeLetter, takeWhole } from "./scan/taking";

const START_BY_ADDRESS = "#kamera";
const TAKEN_MS = 80;
const REFUSED_MS = [40, 60, 40];
const OFFLINE = document.body.dataset.offline ?? "";

for (const part of document.querySelectorAll<HTMLElement>("[data-scan]")) {
  const field = document.getElementById(part.dataset.scan ?? "") as Field;
  const panel = panelOf(part, field);
  const take = part.dataset.takes === "letter" ? takeLetter : takeWhole;
  const took = (code: string): Told => {
    const answer = take(field, code, panel.words);
    navigator.vibrate?.(answer.taken ? TAKEN_MS : REFUSED_MS);
    panel.showBegun();
    return answer;
  };
  function done(): void {
    rest();
    finished(field, take);
  }
  const rest = readCamera(panel, took, done);
  readPictures(panel, took, done);
  field.addEventListener("input", panel.showBegun);
  panel.showBegun(); // what the browser kept in the field
  part.hidden = false;
}

/** The form is sent by its person; only what opens a page and notes nothing goes by itself. */
function finished(field: Field, take: Taker): void {
  const button = field.form?.querySelector<HTMLButtonElement>("button:not([type=button])");
  if (take === takeWhole) field.form?.requestSubmit(button);
  else button?.focus();
}

/** Reads codes by the camera, from the button on until it is done; returns what lets the camera rest. */
function readCamera(panel: Panel, took: (code: string) => Told, done: () => void): () => void {
  let last = "";
  const camera = cameraOf(panel.video, seen, () => {
    rest();
    panel.tell(panel.words["busy"]);
  });

  function seen(code: string): void {
    if (code === last) return; // a code stays before the camera for many frames
    last = code;
    const answer = took(code);
    panel.tell(answer.words);
    if (answer.done) done();
  }

  function rest(): void {
    if (!camera.runs()) return;
    camera.stop();
    panel.shows(false);
  }

  async function open(): Promise<void> {
    panel.start.disabled = true;
    last = "";
    const refusal = await camera.start(await frameReader());
    if (refusal) panel.tell(panel.words[refusal]);
    else if (document.hidden) camera.stop(); // left while the browser asked its person
    else {
      panel.shows(true);
      panel.stop.focus();
      panel.tell(panel.words["looking"]);
    }
  }

  function begin(): void {
    void open()
      .catch(() => panel.tell(OFFLINE)) // the decoder comes from the node
      .then(() => (panel.start.disabled = false));
  }

  panel.start.addEventListener("click", begin);
  panel.stop.addEventListener("click", () => {
    rest();
    panel.tell();
    panel.start.focus();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || !camera.runs()) return;
    rest();
    panel.tell(panel.words["hidden"]);
  });
  window.addEventListener("pagehide", () => camera.stop());
  const never = impossible();
  panel.start.hidden = never !== null;
  if (never) panel.tell(panel.words[never]);
  else if (location.hash === START_BY_ADDRESS) begin();
  return rest;
}

function readPictures(panel: Panel, took: (code: string) => Told, done: () => void): void {
  const { pictures, words } = panel;

  async function read(files: File[]): Promise<void> {
    const wrong = new Set<string>();
    let right: Told | null = null;
    for (const file of files) {
      const codes = await codesOf(file);
      if (!codes?.length) wrong.add(filled(words[codes ? "nothing" : "unreadable"], { file: file.name }));
      for (const answer of (codes ?? []).map(took)) {
        if (answer.taken) right = answer;
        else wrong.add(answer.words);
      }
    }
    panel.tell([right?.words ?? "", ...wrong].filter(Boolean).join(" "));
    if (right?.done) done();
  }

  pictures.addEventListener("change", () => {
    void read(Array.from(pictures.files ?? []))
      .catch(() => panel.tell(OFFLINE)) // the decoder comes from the node
      .then(() => (pictures.value = "")); // the same one can be chosen again
  });
}

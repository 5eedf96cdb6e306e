// The page's own forms become reports: what is asked stands in their attributes, so they work without script too.
import { isAsked } from "./asked";
import type { PhoneKey } from "./key";
import { isBreach } from "./legal";
import { preparePhoto, type Photo } from "./photo";
import { makeToken, uuid7, type Answer, type Private } from "./sdjwt";
import { nextSeq, type OutboxItem, type Store } from "./store";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface Texts {
  sharp: string;
  blurred: string;
  unreadable: string;
  unsaved: string;
}

/** Take over a form: on submit the report is signed and kept, and `saved` is told. */
export function takeOver(form: HTMLFormElement, store: Store, key: PhoneKey, texts: Texts, saved: () => void): void {
  const photos = new Map<string, Photo>();
  const camera = form.querySelector<HTMLInputElement>("input[data-photos]");
  const state = form.querySelector<HTMLElement>("[data-photo-state]");
  const tell = (text: string) => {
    if (state) state.textContent = text;
  };
  let preparing: Promise<void> = Promise.resolve();
  const take = async (files: File[], most: number) => {
    for (const file of files) {
      if (photos.size >= most) break;
      try {
        const photo = await preparePhoto(file);
        photos.set(photo.sha256, photo);
      } catch {
        tell(texts.unreadable); // the report can still go without it, and says so
        return;
      }
    }
    tell([...photos.values()].map((photo) => described(photo, texts)).join("; "));
  };
  camera?.addEventListener("change", () => {
    const files = Array.from(camera.files ?? []);
    preparing = preparing.then(() => take(files, Number(camera.dataset.photos)));
  });
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[data-type=position]")) locate(button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector<HTMLButtonElement>("button:not([type=button])");
    if (button) button.disabled = true; // one report for one press, however long the photo takes
    preparing
      .then(() => save(form, store, key, [...photos.values()]))
      .then(() => {
        form.reset();
        photos.clear();
        tell("");
        saved();
      })
      .catch((error: unknown) => tell(`${texts.unsaved} ${error instanceof Error ? error.message : ""}`))
      .finally(() => {
        if (button) button.disabled = false;
      });
  });
}

async function save(form: HTMLFormElement, store: Store, key: PhoneKey, photos: Photo[]): Promise<void> {
  const data: Record<string, Answer> = {};
  const hidden: Record<string, Private> = {};
  for (const control of form.querySelectorAll<HTMLElement>("[data-field]")) {
    const value = isAsked(control) ? answerOf(control) : undefined;
    if (value === undefined) continue;
    if ("private" in control.dataset) hidden[control.dataset.field ?? ""] = value;
    else if (typeof value !== "object") data[control.dataset.field ?? ""] = value;
  }
  const now = Date.now();
  const seq = await nextSeq(store);
  const place = placeOf(form.elements.namedItem("place") as HTMLInputElement | HTMLSelectElement);
  const id = uuid7(now);
  const names = photos.map((photo) => photo.sha256);
  const kind = form.dataset.kind ?? "";
  const token = await makeToken(key, { id, kind, v: Number(form.dataset.version), place, seq, at: now, data, photos: names, hidden });
  const item: OutboxItem = {
    ...{ id, seq, at: now, token, photos: names, photosSent: names.length === 0, state: "waiting", place },
    title: form.dataset.title ?? kind,
    breach: isBreach(kind, data.what),
    ...(data.copy === "posted" ? { posted: String(data.contest) } : {}),
    discreet: form.querySelector<HTMLInputElement>("input[name=discreet]")?.checked ?? false,
  };
  const change = store.transaction(["report", "photo"], "readwrite");
  for (const photo of photos) await change.objectStore("photo").put(photo.blob, photo.sha256);
  await change.objectStore("report").put(item);
  await change.done;
}

/** The code of the chosen place; of a typed one by the page's list of names. */
function placeOf(control: HTMLInputElement | HTMLSelectElement): string {
  const typed = control.value.trim().toLowerCase();
  const options = Array.from(document.querySelectorAll<HTMLOptionElement>("#places option"));
  return options.find((option) => option.value.toLowerCase() === typed)?.dataset.code ?? control.value;
}

function answerOf(element: HTMLElement): Private | undefined {
  const type = element.dataset.type;
  if (type === "position") return element.dataset.value ? (JSON.parse(element.dataset.value) as Record<string, number>) : undefined;
  const control = element as Control;
  if (type === "flag") return (control as HTMLInputElement).checked;
  if (control instanceof HTMLInputElement && control.type === "radio" && !control.checked) return undefined;
  const text = control.value.trim();
  if (!text) return undefined;
  return type === "count" ? Number.parseInt(text, 10) : text;
}

function locate(button: HTMLButtonElement): void {
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      button.dataset.value = JSON.stringify({
        lat_udeg: Math.round(coords.latitude * 1e6),
        lon_udeg: Math.round(coords.longitude * 1e6),
        accuracy_m: Math.round(coords.accuracy),
      });
      button.setAttribute("aria-pressed", "true");
    });
  });
}

function described(photo: Photo, texts: Texts): string {
  return `${photo.blurred ? texts.blurred : texts.sharp}, ${Math.round(photo.blob.size / 1024)} kB`;
}

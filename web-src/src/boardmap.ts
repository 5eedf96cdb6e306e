// Pages with a map of the board: the list is there at once, the map comes after the first paint. Marks change as they
// are told (`kawal:told` on the body), the rest is asked for again when the record has grown (`kawal:changed`).
import { findField, matches, tellFound, wordsOf } from "./find";
import type { Told } from "./live/cells";
import type { BoardMap } from "./map/boardmap";
import type { Ground, Live } from "./map/boardmodel";


const canvas = document.querySelector<HTMLElement>("[data-board]");
const list = document.querySelector<HTMLElement>("#daftar");
const field = document.querySelector<HTMLInputElement>("#find");
const choices = [...document.querySelectorAll<HTMLInputElement>("input[name=mark]")];
let map: BoardMap | undefined;
let present: Live | undefined;
let tag = "";
let busy = false;

/** Ask again; what has not changed is not sent. */
async function refresh(): Promise<void> {
  if (!canvas || busy || document.hidden) return;
  busy = true;
  try {
    const answer = await fetch(canvas.dataset["board"] ?? "", { headers: tag ? { "if-none-match": tag } : {} });
    if (!answer.ok) return;
    tag = answer.headers.get("etag") ?? "";
    const live = (await answer.json()) as Live;
    present = live;
    map?.show(live);
    if (live.list !== undefined) replaceList(live.list);
    for (const [mark, count] of Object.entries(live.counts ?? {})) {
      const told = document.querySelector(`[data-count="${mark}"]`);
      if (told) told.textContent = String(count);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no network: who follows the node says so
  } finally {
    busy = false;
  }
}

/** The list anew; what was open stays open, and who stood on a line stands on it again. */
function replaceList(html: string): void {
  if (!list) return;
  const open = [...list.querySelectorAll("details[open]")].map((one) => one.id);
  const held = document.activeElement instanceof HTMLElement && list.contains(document.activeElement) ? document.activeElement : null;
  const href = held?.getAttribute("href");
  const summary = held?.closest("details")?.id;
  list.innerHTML = html; // rendered and escaped by the server
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  filter(false);
  if (href) list.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`)?.focus();
  else if (held && summary) document.getElementById(summary)?.querySelector<HTMLElement>("summary")?.focus();
}

/** Leave what the legend and the field ask for, in the list and on the map. */
function filter(chosen: boolean): void {
  const fixed = canvas?.dataset["marks"]?.split(" ") ?? [];
  const marks = new Set([...choices.filter((one) => one.checked).map((one) => one.value), ...fixed]);
  const words = wordsOf(field?.value ?? "");
  const wards = new Set<string>();
  const passes = (one: HTMLElement): boolean => marks.size === 0 || marks.has(one.dataset["mark"] ?? "");
  const all = [...(list?.querySelectorAll<HTMLDetailsElement>("details[data-find]") ?? [])];
  for (const ward of all) {
    const lines = [...ward.querySelectorAll<HTMLElement>("[data-mark]")];
    for (const line of lines) line.hidden = !passes(line);
    const found = matches(ward.dataset["find"], words);
    if (found) wards.add(ward.dataset["ward"] ?? "");
    ward.hidden = !found || lines.every((line) => line.hidden);
    if (chosen) ward.open = marks.size > 0 && !ward.hidden;
  }
  for (const line of list?.querySelectorAll<HTMLElement>("li[data-ward]") ?? [])
    line.hidden = !passes(line) || (words.length > 0 && !wards.has(line.dataset["ward"] ?? ""));
  const left = all.filter((one) => !one.hidden).length;
  tellFound(document.querySelector("#found"), left, all.length, words.length > 0 || (marks.size > 0 && !!list));
  map?.filter({ marks: marks.size ? marks : null, wards: words.length ? wards : null });
}

async function start(place: HTMLElement): Promise<void> {
  const [{ BoardMap }, answer] = await Promise.all([import("./map/boardmap"), fetch(place.dataset["ground"] ?? "")]);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
  map = new BoardMap(place, (await answer.json()) as Ground);
  filter(false);
  await refresh();
}

async function begin(place: HTMLElement): Promise<void> {
  try {
    await start(place);
  } catch (error) {
    place.dataset["ready"] = "no";
    throw error;
  }
}

if (canvas) {
  requestAnimationFrame(() => setTimeout(() => void begin(canvas))); // after the first paint
  document.body.addEventListener("kawal:told", (event) => {
    if (!present) return;
    const { marks } = present; // the map of one incident shows its surroundings only
    const news = Object.entries((event as CustomEvent<Told>).detail.cells).filter(([station]) => station in marks);
    present = { ...present, marks: { ...marks, ...Object.fromEntries(news) } };
    map?.show(present);
  });
  document.body.addEventListener("kawal:changed", () => void refresh());
}
if (field) findField(field, () => filter(false));
for (const choice of choices) choice.addEventListener("change", () => filter(true));
for (const happened of ["focusin", "pointerover"])
  list?.addEventListener(happened, (event) => {
    const line = (event.target as HTMLElement).closest<HTMLElement>("[data-at]");
    map?.pick(line?.dataset["at"] ?? "");
  });

// A visit to a ward office: its stations with what was sent of each, the next form one tap away. Where one is and what
// is typed stay on the phone; what became of a form follows from the outbox alone.
import type { OutboxItem, Store } from "./store";

interface Ward {
  code: string;
  name: string;
  stations: string[];
}
interface Vote {
  kind: string;
  region: string;
  options: number[];
}
interface Chosen {
  ward: string;
  contest: string;
  station: string;
}
interface Draft {
  station: string;
  contest: string;
  typed: Record<string, string>;
}
type Progress = "none" | "waiting" | "sent" | "wrong";

const CHOSEN = "visit";
const DRAFT = "visit-draft";
const FORM_HASH = "#kunjungan-isi";
const STATION_AT = 10; // digits of the ward before those of the station
const MARKS: Record<Progress, string> = { none: "dot", waiting: "half", sent: "full", wrong: "late" };

export async function openVisit(store: Store, page: HTMLElement): Promise<Visit | undefined> {
  const list = page.querySelector<HTMLElement>("[data-visit]");
  const form = page.querySelector<HTMLFormElement>(`${FORM_HASH} form`);
  if (!list || !form) return undefined;
  const visit = new Visit(store, list, form, (await store.get("setting", CHOSEN)) as Chosen | undefined);
  if (location.hash === FORM_HASH) await visit.open(visit.chosen.station);
  await visit.show();
  return visit;
}

export class Visit {
  readonly chosen: Chosen;
  private readonly wards: Ward[];
  private readonly votes: Vote[];
  private readonly wardBox: HTMLSelectElement;
  private readonly contestBox: HTMLSelectElement;

  constructor(
    private readonly store: Store,
    private readonly list: HTMLElement,
    private readonly form: HTMLFormElement,
    kept: Chosen | undefined,
  ) {
    const { wards, votes } = JSON.parse(list.dataset.visit ?? "{}") as { wards: Ward[]; votes: Vote[] };
    this.wards = wards;
    this.votes = votes;
    this.wardBox = list.querySelector("[data-visit-ward]") as HTMLSelectElement;
    this.contestBox = list.querySelector("[data-visit-contest]") as HTMLSelectElement;
    const ward = wards.find((one) => one.code === kept?.ward) ?? wards[0];
    this.chosen = { ward: ward?.code ?? "", contest: kept?.contest ?? "", station: kept?.station ?? "" };
    for (const box of [this.wardBox, this.contestBox]) box.addEventListener("change", () => void this.choose());
    list.querySelector("[data-visit-next]")?.addEventListener("click", (event) => this.follow(event));
    form.addEventListener("input", () => void this.keepTyped());
    form.addEventListener("reset", () => void store.delete("setting", DRAFT)); // it is in the outbox now
  }

  /** The list as it stands: each station with its mark, the next one that has no form yet on top. */
  async show(): Promise<void> {
    const ward = this.ward();
    const votes = this.votesHere();
    if (!votes.some((one) => one.kind === this.chosen.contest)) this.chosen.contest = votes[0]?.kind ?? "";
    for (const option of this.contestBox.options) option.hidden = option.disabled = !votes.some((one) => one.kind === option.value);
    this.wardBox.value = this.chosen.ward;
    this.contestBox.value = this.chosen.contest;
    const progress = await this.progress();
    const state = (station: string): Progress => progress.get(station) ?? "none";
    const stations = ward?.stations ?? [];
    for (const count of this.list.querySelectorAll<HTMLElement>("[data-visit-count]"))
      count.textContent = String(stations.filter((one) => state(one) === count.dataset.visitCount).length);
    const from = stations.indexOf(this.chosen.station) + 1; // onward from the last one, then round to those passed over
    const next = [...stations.slice(from), ...stations.slice(0, from)].find((one) => state(one) === "none");
    const link = this.list.querySelector<HTMLAnchorElement>("[data-visit-next]");
    if (link) {
      link.hidden = next === undefined;
      link.dataset.station = next ?? "";
      put(link, "b", next === undefined ? "" : this.name(next));
    }
    this.list.querySelector("[data-visit-done]")?.toggleAttribute("hidden", next !== undefined || stations.length === 0);
    this.list.querySelector("[data-visit-list]")?.replaceChildren(...stations.map((one) => this.row(one, state(one))));
  }

  /** Fill the form's screen for a station; what was typed for it before comes back. */
  async open(station: string): Promise<void> {
    const ward = this.ward();
    const place = ward?.stations.indexOf(station) ?? -1;
    if (!ward || place < 0) {
      location.hash = "#kunjungan";
      return;
    }
    const options = this.votesHere().find((one) => one.kind === this.chosen.contest)?.options ?? [];
    const draft = (await this.store.get("setting", DRAFT)) as Draft | undefined;
    this.chosen.station = station;
    await this.store.put("setting", { ...this.chosen }, CHOSEN);
    for (const control of this.typed()) control.value = "";
    if (draft?.station === station && draft.contest === this.chosen.contest)
      for (const control of this.typed()) control.value = draft.typed[control.name] ?? "";
    for (const label of this.form.querySelectorAll<HTMLElement>("[data-option]")) label.hidden = !options.includes(Number(label.dataset.option));
    (this.form.elements.namedItem("place") as HTMLInputElement).value = station;
    (this.form.elements.namedItem("a-contest") as HTMLInputElement).value = this.chosen.contest;
    put(document, "[data-visit-name]", this.name(station));
    const contest = this.contestBox.selectedOptions[0]?.text ?? "";
    put(document, "[data-visit-at]", `${place + 1} ${this.list.dataset.textOf ?? ""} ${ward.stations.length} · ${contest}`);
  }

  private async choose(): Promise<void> {
    const ward = this.wardBox.value;
    const station = ward === this.chosen.ward ? this.chosen.station : "";
    Object.assign(this.chosen, { ward, station, contest: this.contestBox.value });
    await this.show();
    await this.store.put("setting", { ...this.chosen }, CHOSEN);
  }

  private follow(event: Event): void {
    event.preventDefault();
    const station = (event.currentTarget as HTMLElement).dataset.station ?? "";
    void this.open(station).then(() => {
      location.hash = FORM_HASH;
      scrollTo(0, 0);
    });
  }

  private async keepTyped(): Promise<void> {
    const typed = Object.fromEntries(this.typed().map((one) => [one.name, one.value]));
    const draft: Draft = { station: this.chosen.station, contest: this.chosen.contest, typed };
    await this.store.put("setting", draft, DRAFT);
  }

  private async progress(): Promise<Map<string, Progress>> {
    const items = await this.store.getAllFromIndex("report", "seq");
    const mine = items.filter((one) => one.posted !== undefined && one.posted === this.chosen.contest);
    return new Map(mine.map((one) => [one.place, progressOf(one)])); // a later form of a station takes the place
  }

  private row(station: string, state: Progress): DocumentFragment {
    const template = document.querySelector<HTMLTemplateElement>("#visit-row") as HTMLTemplateElement;
    const made = template.content.cloneNode(true) as DocumentFragment;
    made.querySelector("[data-slot=mark]")?.setAttribute("href", `#${MARKS[state]}`);
    const link = made.querySelector<HTMLAnchorElement>("[data-slot=name]");
    if (link) {
      link.textContent = this.name(station);
      link.dataset.station = station;
      link.addEventListener("click", (event) => this.follow(event));
    }
    const { textNone, textWaiting, textSent, textWrong } = this.list.dataset;
    put(made, "[data-slot=state]", { none: textNone, waiting: textWaiting, sent: textSent, wrong: textWrong }[state] ?? "");
    return made;
  }

  private ward(): Ward | undefined {
    return this.wards.find((one) => one.code === this.chosen.ward);
  }

  private votesHere(): Vote[] {
    return this.votes.filter((one) => `${this.chosen.ward}.`.startsWith(`${one.region}.`));
  }

  private name(station: string): string {
    return `TPS ${station.slice(STATION_AT)} ${this.ward()?.name ?? ""}`;
  }

  private typed(): HTMLInputElement[] {
    return [...this.form.querySelectorAll<HTMLInputElement>("input[data-type=count]")];
  }
}

function progressOf(item: OutboxItem): Progress {
  if (item.state === "waiting" || (item.state === "recorded" && !item.photosSent)) return "waiting";
  return item.state === "recorded" ? "sent" : "wrong";
}

function put(root: ParentNode, selector: string, text: string): void {
  const found = root.querySelector(selector);
  if (found) found.textContent = text;
}

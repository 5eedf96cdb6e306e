// The operator's line: Enter takes it out of the field at once and saves it; the next line can be typed while it travels.
// Lines are saved one after the other, each under its own name; what could not be saved stays in sight, and on this
// computer until it is saved: a page that is left, reloaded or signed in anew takes it up again.
import { ACCEPT, detailOf } from "./problem";
import { type Line, Unsaved, partOf, withPart } from "./unsaved";
import { uuid7 } from "./phone/sdjwt";

const PARTS = ["strip", "log", "calls", "last"];
const UNAUTHORIZED = 401;
const REFUSED = new Set([400, 403, 409, 413]);
/** The part of a line that says why the server refused it: such a line is not sent again as it is. */
const WHY = "refused";
const MOST_SHOWN = 120;

interface Answer {
  status: number;
  why: string;
}

class LineQueue {
  private waiting: Line[] = [];
  private busy = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly unsaved: Unsaved,
  ) {}

  add(line: Line): void {
    this.unsaved.keep(line);
    this.waiting.push(line);
    if (!this.busy) void this.send();
  }

  private async send(): Promise<void> {
    this.busy = true;
    for (let line = this.waiting.shift(); line; line = this.waiting.shift()) {
      const refusal = await this.save(line);
      if (!refusal) this.unsaved.drop(line);
      else if (REFUSED.has(refusal.status)) {
        const refused = withPart(line, WHY, refusal.why || String(refusal.status));
        this.unsaved.keep(refused);
        keepRefused(refused, this.form, this.unsaved);
      } else keepWaiting(line, refusal, this);
    }
    this.busy = false;
  }

  /** Null when it was saved, else why not; a status of -1 without any answer. */
  private async save(line: Line): Promise<Answer | null> {
    try {
      const body = new URLSearchParams(line);
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { accept: ACCEPT } });
      if (!answer.ok) return { status: answer.status, why: await detailOf(answer) };
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      return null;
    } catch {
      return { status: -1, why: document.body.dataset.offline ?? "" };
    }
  }
}

/** Put the parts of the fresh page in the place of the old ones. */
function show(page: Document): void {
  for (const name of PARTS) {
    const fresh = page.getElementById(name);
    if (fresh) document.getElementById(name)?.replaceWith(document.adoptNode(fresh));
  }
}

function start(form: HTMLFormElement, text: HTMLInputElement, identity: HTMLInputElement): void {
  const unsaved = new Unsaved(form.dataset.who ?? "");
  const queue = new LineQueue(form, unsaved);
  for (const line of unsaved.all()) {
    if (partOf(line, WHY)) keepRefused(line, form, unsaved);
    else queue.add(line);
  }
  window.addEventListener("beforeunload", (event) => {
    if (text.value.trim() && text.value !== text.defaultValue) event.preventDefault(); // typed, not entered: kept nowhere
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.querySelector("#last")?.replaceChildren(text.value.trim() ? "" : (form.dataset.empty ?? ""));
    if (!text.value.trim()) return;
    queue.add([...new FormData(form).entries()].map(([name, value]) => [name, String(value)]));
    identity.value = uuid7(Date.now()); // what is typed from here on is another line
    text.value = "";
    document.querySelector("#read")?.replaceChildren();
    document.querySelector("#answers")?.remove(); // the next line answers and corrects nothing
    for (const once of form.querySelectorAll("input[name=re], input[name=corrects]")) once.remove();
    text.focus();
  });
  for (const radio of form.querySelectorAll<HTMLInputElement>("input[name=channel]")) {
    radio.addEventListener("change", () => {
      showDoor(form);
      text.focus();
    });
  }
  text.setSelectionRange(text.value.length, text.value.length);
}

function showDoor(form: HTMLFormElement): void {
  for (const label of form.querySelectorAll(".seg label")) label.classList.toggle("on", !!label.querySelector("input:checked"));
}

/** A line that did not arrive, with a button that sends it again, or the way to sign in. */
function keepWaiting(line: Line, answer: Answer, queue: LineQueue): void {
  const list = document.querySelector<HTMLElement>("#unsaved");
  if (!list) return;
  const shown = told(list, line, answer.why);
  if (answer.status === UNAUTHORIZED) {
    const way = document.createElement("a");
    way.className = "btn btn-s";
    way.href = "/masuk?to=/buku-jaga";
    way.textContent = list.dataset.signin ?? "";
    shown.append(way);
  } else {
    shown.append(button(list.dataset.retry, shown, () => queue.add(line)));
  }
}

/** A line that was refused for what it says: to be corrected in the form, or thrown away. */
function keepRefused(line: Line, form: HTMLFormElement, unsaved: Unsaved): void {
  const list = document.querySelector<HTMLElement>("#unsaved");
  if (!list) return;
  const shown = told(list, line, partOf(line, WHY));
  const correct = button(list.dataset.correct, shown, () => {
    unsaved.drop(line);
    putBack(line, form);
  });
  shown.append(correct, " ", button(list.dataset.drop, shown, () => unsaved.drop(line)));
}

function told(list: HTMLElement, line: Line, why: string): HTMLElement {
  const shown = document.createElement("p");
  shown.className = "acts say-bad";
  const words = partOf(line, "text");
  shown.append(`${list.dataset.text ?? ""} “${words.length > MOST_SHOWN ? `${words.slice(0, MOST_SHOWN)}…` : words}”. ${why} `);
  list.append(shown);
  return shown;
}

function button(title: string | undefined, shown: HTMLElement, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.className = "btn btn-s";
  made.type = "button";
  made.textContent = title ?? "";
  made.addEventListener("click", () => {
    shown.remove();
    act();
  });
  return made;
}

/** The line stands in the form again, as it was typed. */
function putBack(line: Line, form: HTMLFormElement): void {
  for (const name of ["text", "sheet", "day"]) {
    const field = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (field) field.value = partOf(line, name);
  }
  for (const name of ["re", "corrects"]) {
    const value = partOf(line, name);
    if (value) form.append(hidden(name, value));
  }
  for (const radio of form.querySelectorAll<HTMLInputElement>("input[name=channel]")) {
    radio.checked = radio.value === partOf(line, "channel");
  }
  showDoor(form);
  const text = form.querySelector<HTMLInputElement>("#text");
  text?.focus();
  text?.dispatchEvent(new Event("input", { bubbles: true })); // read anew
}

function hidden(name: string, value: string): HTMLInputElement {
  const made = document.createElement("input");
  made.type = "hidden";
  made.name = name;
  made.value = value;
  return made;
}

const form = document.querySelector<HTMLFormElement>("#line");
const text = document.querySelector<HTMLInputElement>("#text");
const identity = document.querySelector<HTMLInputElement>("#identity");
if (form && text && identity) start(form, text, identity);

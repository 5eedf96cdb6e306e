// The operator's line: Enter takes it out of the field at once and saves it; the next line can be typed while it travels.
// Lines are saved one after the other, each under its own name; what could not be saved stays in sight, and on this
// computer until it is saved: a page that is left, reloaded or signed in anew takes it up again.
import { type Line, Unsaved } from "./unsaved";
import { uuid7 } from "./phone/sdjwt";

const PARTS = ["strip", "log", "calls", "last"];
const UNAUTHORIZED = 401;
const REFUSED = new Set([400, 403, 409, 413]);

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
      const status = await this.save(line);
      if (status === 0) this.unsaved.drop(line);
      else keepInSight(line, status, this, this.unsaved);
    }
    this.busy = false;
  }

  /** 0 when it was saved, else why not: the status of the answer, -1 without one. */
  private async save(line: Line): Promise<number> {
    try {
      const body = new URLSearchParams(line);
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { accept: "text/html" } });
      if (!answer.ok) return answer.status;
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      return 0;
    } catch {
      return -1; // no network: the line stays in sight
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
  for (const line of unsaved.all()) queue.add(line);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.all().length) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    queue.add([...new FormData(form).entries()].map(([name, value]) => [name, String(value)]));
    identity.value = uuid7(Date.now()); // what is typed from here on is another line
    text.value = "";
    document.querySelector("#read")?.replaceChildren();
    for (const once of form.querySelectorAll("input[name=re], input[name=corrects]")) once.remove();
    text.focus();
  });
  for (const radio of form.querySelectorAll<HTMLInputElement>("input[name=channel]")) {
    radio.addEventListener("change", () => {
      for (const label of form.querySelectorAll(".seg label")) label.classList.toggle("on", label.contains(radio));
      text.focus();
    });
  }
  text.setSelectionRange(text.value.length, text.value.length);
}

/** A line that the server did not take: shown with a button that sends it again, or the way to sign in; one that was
 *  refused for what it says can be thrown away. */
function keepInSight(line: Line, status: number, queue: LineQueue, unsaved: Unsaved): void {
  const list = document.querySelector<HTMLElement>("#unsaved");
  if (!list) return;
  const shown = document.createElement("p");
  shown.className = "acts say-bad";
  shown.append(`${list.dataset.text ?? ""} “${line.find(([name]) => name === "text")?.[1] ?? ""}” `);
  const button = document.createElement(status === UNAUTHORIZED ? "a" : "button");
  button.className = "btn btn-s";
  if (button instanceof HTMLAnchorElement) {
    button.href = "/masuk?to=/buku-jaga";
    button.textContent = list.dataset.signin ?? "";
  } else {
    button.textContent = list.dataset.retry ?? "";
    button.addEventListener("click", () => {
      shown.remove();
      queue.add(line);
    });
  }
  shown.append(button);
  if (REFUSED.has(status)) {
    const drop = document.createElement("button");
    drop.className = "btn btn-s";
    drop.textContent = list.dataset.drop ?? "";
    drop.addEventListener("click", () => {
      shown.remove();
      unsaved.drop(line);
    });
    shown.append(" ", drop);
  }
  list.append(shown);
}

const form = document.querySelector<HTMLFormElement>("#line");
const text = document.querySelector<HTMLInputElement>("#text");
const identity = document.querySelector<HTMLInputElement>("#identity");
if (form && text && identity) start(form, text, identity);

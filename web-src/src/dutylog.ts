// The operator's line: Enter takes it out of the field at once and saves it; the next line can be typed while it travels.
// Lines are saved one after the other, each under its own name; what could not be saved stays in sight.
import { uuid7 } from "./phone/sdjwt";

const PARTS = ["strip", "log", "calls", "last"];

class LineQueue {
  private waiting: FormData[] = [];
  private busy = false;

  constructor(private readonly form: HTMLFormElement) {}

  add(line: FormData): void {
    this.waiting.push(line);
    if (!this.busy) void this.send();
  }

  private async send(): Promise<void> {
    this.busy = true;
    for (let line = this.waiting.shift(); line; line = this.waiting.shift()) {
      if (!(await this.save(line))) keepInSight(this.form, line);
    }
    this.busy = false;
  }

  private async save(line: FormData): Promise<boolean> {
    const body = new URLSearchParams();
    for (const [name, value] of line.entries()) body.append(name, String(value));
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { accept: "text/html" } });
      if (!answer.ok) return false;
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      return true;
    } catch {
      return false; // no network: the line stays in sight
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
  const queue = new LineQueue(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    queue.add(new FormData(form));
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

/** A line that the server did not take: shown with a button that sends it again, under its own name. */
function keepInSight(form: HTMLFormElement, line: FormData): void {
  const list = document.querySelector<HTMLElement>("#unsaved");
  if (!list) return;
  const retry = document.createElement("form");
  retry.method = "post";
  retry.action = form.action;
  retry.className = "acts say-bad";
  for (const [name, value] of line.entries()) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = String(value);
    retry.append(field);
    if (name === "text") retry.append(`${list.dataset.text ?? ""} “${String(value)}” `);
  }
  const button = document.createElement("button");
  button.className = "btn btn-s";
  button.textContent = list.dataset.retry ?? "";
  retry.append(button);
  list.append(retry);
}

const form = document.querySelector<HTMLFormElement>("#line");
const text = document.querySelector<HTMLInputElement>("#text");
const identity = document.querySelector<HTMLInputElement>("#identity");
if (form && text && identity) start(form, text, identity);

// The operator's line: Enter saves and the next line can be typed at once; what could not be saved stays in sight.
import { uuid7 } from "./phone/sdjwt";

interface HtmxDetail {
  elt: Element;
  parameters?: FormData | Record<string, string>;
  requestConfig?: { parameters: FormData | Record<string, string> };
}

function start(form: HTMLFormElement, text: HTMLInputElement, identity: HTMLInputElement): void {
  const read = document.querySelector("#read");
  form.addEventListener("htmx:beforeRequest", (event) => {
    if ((event as CustomEvent<HtmxDetail>).detail.elt !== form) return;
    identity.value = uuid7(Date.now()); // what is typed from here on is another line
    text.value = "";
    read?.replaceChildren();
    for (const once of form.querySelectorAll("input[name=re], input[name=corrects]")) once.remove();
    text.focus();
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(failure, (event) => {
      const { detail } = event as CustomEvent<HtmxDetail>;
      if (detail.elt === form && detail.requestConfig) keepInSight(form, detail.requestConfig.parameters);
    });
  }
  for (const radio of form.querySelectorAll<HTMLInputElement>("input[name=channel]")) {
    radio.addEventListener("change", () => {
      for (const label of form.querySelectorAll(".seg label")) label.classList.toggle("on", label.contains(radio));
      text.focus();
    });
  }
  text.setSelectionRange(text.value.length, text.value.length);
}

/** A line that the server did not take: shown with a button that sends it again, under its own name. */
function keepInSight(form: HTMLFormElement, sent: FormData | Record<string, string>): void {
  const list = document.querySelector<HTMLElement>("#unsaved");
  if (!list) return;
  const retry = document.createElement("form");
  retry.method = "post";
  retry.action = form.action;
  retry.className = "acts say-bad";
  const entries = sent instanceof FormData ? [...sent.entries()] : Object.entries(sent);
  for (const [name, value] of entries) {
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

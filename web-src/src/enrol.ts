// Enrolment: the phone makes its key and gives the public half to the node, against a one-time link.
import { keepKey, makeKey } from "./phone/key";
import { openStore } from "./phone/store";

const button = document.querySelector<HTMLButtonElement>("[data-enrol]");
const fault = document.querySelector<HTMLElement>("[data-enrol-fault]");

function say(text: string): void {
  if (!fault) return;
  fault.textContent = text;
  fault.hidden = false;
}

async function enrol(invitation: string): Promise<void> {
  const store = await openStore();
  const { key, publicKey } = await makeKey();
  await keepKey(store, key); // before the node knows it: a key that the node knows must never be lost here
  const answer = await fetch("/api/devices", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ invitation, public_key: publicKey }),
  });
  const body = (await answer.json()) as { kid?: string; detail?: string };
  if (!answer.ok || body.kid !== key.kid) throw new Error(body.detail ?? "");
  location.assign("/lapangan");
}

if (button) {
  if (!isSecureContext || !("subtle" in crypto)) {
    button.disabled = true;
    say(button.dataset.textInsecure ?? "");
  }
  button.addEventListener("click", () => {
    button.disabled = true;
    enrol(button.dataset.enrol ?? "").catch((error: unknown) => {
      button.disabled = false;
      say((error instanceof Error && error.message) || (button.dataset.textFailed ?? ""));
    });
  });
}

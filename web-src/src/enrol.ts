// Enrolment: the phone makes its key and gives the public half to the node, against a one-time link.
import { keepKey, keptKey, makeKey, publicKeyOf, type PhoneKey } from "./phone/key";
import { openStore, type Store } from "./phone/store";

const button = document.querySelector<HTMLButtonElement>("[data-enrol]");
const fault = document.querySelector<HTMLElement>("[data-enrol-fault]");

function say(text: string): void {
  if (!fault) return;
  fault.textContent = text;
  fault.hidden = false;
}

async function offer(store: Store, key: PhoneKey, invitation: string, last: boolean): Promise<boolean> {
  await keepKey(store, key); // before the node knows it: a key that the node knows must never be lost here
  const answer = await fetch("/api/devices", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ invitation, public_key: await publicKeyOf(key) }),
  }).catch(() => undefined);
  if (!answer) throw new Error("");
  const body = (await answer.json().catch(() => ({}))) as { kid?: string; account?: string; detail?: string };
  if (answer.ok && body.kid === key.kid) {
    await store.put("setting", body.account ?? "", "account");
    return true;
  }
  if (last || answer.status !== 409) throw new Error(body.detail ?? "");
  return false;
}

async function enrol(invitation: string): Promise<void> {
  const store = await openStore();
  const kept = await keptKey(store);
  // a key that was kept but whose answer was lost is offered again with its link; another account needs a new one
  if (!kept || !(await offer(store, kept, invitation, false))) await offer(store, await makeKey(), invitation, true);
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

// The slider re-solves while it moves: one request is under way at a time, and the latest value wins.
import { copyButtons } from "./copy";
import type { Plan } from "./map/model";

export class Slider {
  private wanted: string | undefined;
  private busy = false;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly solved: (plan: Plan) => void,
  ) {
    input.addEventListener("input", () => {
      this.wanted = input.value;
      this.number(input.value);
      void this.run();
    });
  }

  private number(value: string): void {
    for (const output of document.querySelectorAll("output[for=guards]")) output.textContent = value;
  }

  private async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const panel = document.getElementById("panel");
    panel?.classList.add("busy");
    try {
      while (this.wanted !== undefined) {
        const guards = this.wanted;
        this.wanted = undefined;
        await this.ask(guards);
      }
    } finally {
      this.busy = false;
      panel?.classList.remove("busy");
    }
  }

  private async ask(guards: string): Promise<void> {
    const url = new URL(this.input.dataset["solve"] ?? "", window.location.href);
    url.searchParams.set("guards", guards);
    const answer = await fetch(url, { headers: { accept: "application/json" } });
    const told = (await answer.json()) as { plan: Plan; panel: string; detail?: string };
    const panel = document.getElementById("panel");
    if (!answer.ok) {
      const say = document.getElementById("say");
      if (say) say.textContent = told.detail ?? answer.statusText;
      return;
    }
    if (panel) {
      panel.innerHTML = told.panel; // rendered and escaped by the server
      window.htmx?.process(panel);
      copyButtons(panel);
    }
    this.solved(told.plan);
  }
}

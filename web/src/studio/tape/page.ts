// What the house found on a tape: its axis, its moments, and the button that has it gone through.

import { make, setText } from "../../controls/elements";
import { ask, Refusal, sentenceOf, type Page } from "../api";
import { Axis } from "./axis";
import { findOn } from "./find";
import { MomentDesk } from "./moments";
import type { Analysis, Moment } from "./record";

export async function openTape(root: HTMLElement, mayEdit: boolean): Promise<void> {
  const asset = root.dataset.tape ?? "";
  try {
    const [{ body }, moments] = await Promise.all([
      ask<Analysis>("GET", `/assets/${asset}/analysis`),
      ask<Page<Moment>>("GET", `/assets/${asset}/moments`),
    ]);
    const axis = new Axis(root, body, moments.body.items);
    findOn(axis, body);
    const desk = document.querySelector<HTMLElement>("[data-tape-moments]");
    if (mayEdit && desk) new MomentDesk(desk, asset, axis, moments.body.items);
  } catch (error) {
    root.hidden = false;
    root.append(make("p", "trouble", { role: "alert" }, sentenceOf(error)));
  }
}

const every = 1_500;

/** The button that has a tape gone through, and what it says until that is done. */
export function offerAnalysis(button: HTMLButtonElement): void {
  const asset = button.dataset.analyse ?? "";
  const state = button.parentElement?.querySelector("[data-analyse-state]");
  const say = (words: string) => state && setText(state, words);
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { body } = await ask<{ readonly items: readonly string[] }>("POST", `/assets/${asset}/analysis`);
      say("It is in line with the other steps.");
      await follow(body.items, say);
      location.reload();
    } catch (error) {
      button.disabled = false;
      say(sentenceOf(error));
    }
  });
}

interface Step {
  readonly state: string;
  readonly permille: number;
  readonly reason: string | null;
}

async function follow(jobs: readonly string[], say: (words: string) => void): Promise<void> {
  for (;;) {
    const steps = await Promise.all(jobs.map(async (job) => (await ask<Step>("GET", `/jobs/${job}`)).body));
    const failed = steps.find(({ state }) => state === "failed" || state === "cancelled");
    if (failed) throw new Refusal(409, failed.reason ?? "It could not be gone through.", null, null, null);
    if (steps.every(({ state }) => state === "done")) return;
    const done = steps.reduce((sum, { state, permille }) => sum + (state === "done" ? 1000 : permille), 0);
    say(`${Math.floor(done / steps.length / 10)} % gone through.`);
    await new Promise((later) => setTimeout(later, every));
  }
}

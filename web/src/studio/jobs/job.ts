// A step as the API tells it, and how it is said to people.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { complain, say } from "../toasts";
import { timeLeft } from "../words";

export type JobState = "waiting" | "blocked" | "running" | "done" | "failed" | "cancelled";

/** As it is said: a step that somebody holds back is paused, whatever else it waits for. */
type Said = JobState | "paused";

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly title: string | null;
  readonly state: JobState;
  /** Why it waits, what went wrong, or what it is at. */
  readonly reason: string | null;
  /** Somebody holds it back. */
  readonly paused: boolean;
  readonly permille: number;
  readonly left_ms: number | null;
  readonly made: string;
  readonly started: string | null;
  readonly ended: string | null;
}

const said: Readonly<Record<Said, readonly [mark: string, word: string]>> = {
  running: ["open", "Running"],
  waiting: ["quiet", "Waiting"],
  paused: ["soon", "Paused"],
  blocked: ["soon", "Blocked"],
  failed: ["wrong", "Failed"],
  cancelled: ["quiet", "Cancelled"],
  done: ["done", "Done"],
};

/** What needs somebody comes first, then what runs. */
const urgency: readonly Said[] = ["failed", "running", "blocked", "paused", "waiting", "cancelled", "done"];

const saidOf = ({ state, paused }: Job): Said => (paused && (state === "waiting" || state === "blocked") ? "paused" : state);

export const urgencyOf = (job: Job) => urgency.indexOf(saidOf(job));
export const wordOf = (job: Job) => said[saidOf(job)]?.[1] ?? job.state;

export function markOf(job: Job): HTMLElement {
  return make("span", `mark ${said[saidOf(job)]?.[0] ?? "quiet"}`, {}, wordOf(job));
}

export function progressText({ state, permille }: Job): string {
  return state === "running" ? `${Math.floor(permille / 10)} %` : "";
}

export function progressOf(job: Job): Node {
  if (job.state !== "running") return document.createTextNode("–");
  const bar = make("progress", "", { max: 1000, value: job.permille, "aria-label": job.label });
  return make("span", "progress", {}, bar, " ", make("span", "percent", {}, progressText(job)));
}

export function leftOf({ state, left_ms }: Job): string {
  return state === "running" && left_ms !== null ? timeLeft(left_ms) : "";
}

type Act = "pause" | "resume" | "cancel" | "retry";

const acts: Readonly<Record<Act, { readonly label: string; readonly done: string; readonly back?: Act }>> = {
  pause: { label: "Pause", done: "Paused", back: "resume" },
  resume: { label: "Go on", done: "Goes on", back: "pause" },
  cancel: { label: "Cancel", done: "Cancelled", back: "retry" },
  retry: { label: "Try again", done: "Set going again" },
};

const possible: Readonly<Record<Said, readonly Act[]>> = {
  running: ["pause", "cancel"],
  waiting: ["pause", "cancel"],
  blocked: ["cancel"],
  paused: ["resume", "cancel"],
  failed: ["retry"],
  cancelled: ["retry"],
  done: [],
};

export function buttonsOf(job: Job): Node {
  const buttons = (possible[saidOf(job)] ?? []).map((act) => {
    const button = make("button", "small", { type: "button", "aria-label": `${acts[act].label}: ${job.label}` }, acts[act].label);
    button.addEventListener("click", () => void does(job, act));
    return button;
  });
  return make("span", "row-acts", {}, ...buttons);
}

async function does(job: Job, act: Act): Promise<void> {
  const { done, back } = acts[act];
  try {
    await ask("POST", `/jobs/${job.id}/${act}`);
    const undo = back ? { label: "Take back", act: () => does(job, back) } : undefined;
    say(`${done}: ${job.label}`, undo);
  } catch (error) {
    complain(sentenceOf(error));
  }
}

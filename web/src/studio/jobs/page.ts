// The table of all steps, live.

import { make } from "../../controls/elements";
import { ask, askAll, sentenceOf } from "../api";
import { openSheet } from "../table/sheet";
import { complain, say } from "../toasts";
import { instant } from "../words";
import { buttonsOf, leftOf, markOf, progressOf, progressText, urgencyOf, wordOf, type Job } from "./job";
import { followJobs } from "./stream";

const names = new Map<string, string>();

function nameOf({ title }: Job): string {
  return title ? (names.get(title) ?? "A title") : "";
}

/** `title` keeps only the steps of one title. */
export function openJobs(root: HTMLElement, mayEdit: boolean, title?: string): void {
  const sheet = openSheet<Job>(root, {
    key: ({ id }) => id,
    noun: ["step", "steps"],
    sort: "state",
    columns: [
      { id: "label", text: ({ label }) => label },
      ...(title ? [] : [{ id: "title", text: nameOf, show: titleOf, choice: true }]),
      { id: "state", text: wordOf, order: urgencyOf, show: markOf, choice: true },
      { id: "progress", text: progressText, order: ({ permille }) => permille, show: progressOf },
      { id: "left", text: leftOf, order: ({ left_ms }) => left_ms ?? Infinity },
      { id: "reason", text: ({ reason }) => reason ?? "" },
      { id: "made", text: ({ made }) => instant(made), order: ({ made }) => made },
      ...(mayEdit ? [{ id: "acts", text: wordOf, show: buttonsOf, acts: true }] : []),
    ],
  });
  const follow = () =>
    followJobs(
      title ? `/jobs?title=${title}` : "/jobs",
      (job) => !title || job.title === title,
      (jobs) => {
        sheet.replace(jobs);
        if (title) tellWhenDone(jobs);
      },
      (error) => complain(sentenceOf(error)),
    );
  holdAll();
  if (title) follow();
  else void askAll<{ readonly id: string; readonly name: string }>("/titles", (titles) => titles.forEach(({ id, name }) => names.set(id, name))).then(follow, follow);
}

/** Work that is held back is said at the head of the page, which is written anew. */
function holdAll(): void {
  const button = document.querySelector<HTMLButtonElement>("button[data-hold-all]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await ask("POST", button.dataset.held === undefined ? "/jobs/pause" : "/jobs/resume");
      location.reload();
    } catch (error) {
      complain(sentenceOf(error));
    }
  });
}

let known: ReadonlySet<string> | null = null;
let isNew = false;

/** The page of a title was written before its film was ready: it is offered anew, never thrown over what is written. */
function tellWhenDone(jobs: readonly Job[]): void {
  // Pictures that somebody chose are shown by themselves.
  const done = jobs.filter(({ state, kind }) => state === "done" && kind !== "pick-picture").map(({ id }) => id);
  isNew ||= known !== null && done.some((id) => !known?.has(id));
  known = new Set(done);
  if (!isNew || jobs.some(({ state }) => state === "running" || state === "waiting")) return;
  isNew = false;
  say("The work on this title is done", { label: "Show the page anew", act: () => location.reload() });
}

function titleOf(job: Job): Node | string {
  if (!job.title) return "–";
  return make("a", "", { href: `/studio/titles/${job.title}` }, make("bdi", "", {}, nameOf(job)));
}

// The table of all steps, live.

import { make } from "../../controls/elements";
import { askAll, sentenceOf } from "../api";
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
  if (title) follow();
  else void askAll<{ readonly id: string; readonly name: string }>("/titles", (titles) => titles.forEach(({ id, name }) => names.set(id, name))).then(follow, follow);
}

let wasOpen = false;

/** The page of a title was written before its film was ready: it is offered anew, never thrown over what is written. */
function tellWhenDone(jobs: readonly Job[]): void {
  const isOpen = jobs.some(({ state }) => state === "running" || state === "waiting" || state === "blocked");
  if (wasOpen && !isOpen) say("The work on this title is done", { label: "Show the page anew", act: () => location.reload() });
  wasOpen = isOpen;
}

function titleOf(job: Job): Node | string {
  if (!job.title) return "–";
  return make("a", "", { href: `/studio/titles/${job.title}` }, make("bdi", "", {}, nameOf(job)));
}

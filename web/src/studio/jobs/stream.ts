// What the house is doing, as it does it: one stream of events. The browser opens it again by itself when the line
// breaks; what was missed is asked for anew.

import { addressOf, ask, askAll, type Page } from "../api";
import type { Job } from "./job";

type Tell = (jobs: readonly Job[]) => void;

const often = 250;

const open = "waiting,running,blocked,failed,cancelled";
/** Of what is done only the newest: a house that has worked for years has done more steps than anybody reads. */
const doneShown = 200;

/** Every open job of `path` and the newest that are done, told again whenever one changed. */
export function followJobs(path: string, wanted: (job: Job) => boolean, tell: Tell, trouble: (error: unknown) => void): () => void {
  const jobs = new Map<string, Job>();
  let order: string[] = [];
  let waiting = 0;
  const telling = () => {
    waiting ||= window.setTimeout(() => {
      waiting = 0;
      tell(order.flatMap((id) => jobs.get(id) ?? []));
    }, often);
  };
  const load = async () => {
    const fresh: Job[] = [];
    const query = path.includes("?") ? "&" : "?";
    const done = await ask<Page<Job>>("GET", `${path}${query}state=done&limit=${doneShown}`);
    await askAll<Job>(`${path}${query}state=${open}`, (items) => fresh.push(...items));
    const known = new Set(fresh.map(({ id }) => id));
    fresh.push(...done.body.items.filter(({ id }) => !known.has(id)));
    order = fresh.map(({ id }) => id);
    jobs.clear();
    for (const job of fresh) jobs.set(job.id, job);
    telling();
  };
  const events = new EventSource(addressOf("/jobs/events"));
  let opened = false;
  events.addEventListener("jobs", (event: MessageEvent<string>) => {
    for (const job of JSON.parse(event.data) as Job[]) {
      if (!wanted(job)) continue;
      if (!jobs.has(job.id)) order.push(job.id);
      jobs.set(job.id, job);
    }
    telling();
  });
  events.addEventListener("open", () => {
    if (opened) void load().catch(trouble);
    opened = true;
  });
  void load().catch(trouble);
  return () => events.close();
}

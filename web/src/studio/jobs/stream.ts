// What the house is doing, as it does it: one stream of events. The browser opens it again by itself when the line
// breaks; what was missed is asked for anew.

import { addressOf, askAll } from "../api";
import type { Job } from "./job";

type Tell = (jobs: readonly Job[]) => void;

const often = 250;

/** All jobs of `path`, told again whenever one changed. */
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
    await askAll<Job>(path, (items) => fresh.push(...items));
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

// The house's figures by the hour, as lines to draw.

import type { Series, Unit } from "./plot";

interface Hour {
  readonly from: string;
  readonly disk_free: number | null;
  readonly disk_size: number | null;
  readonly jobs_waiting: number | null;
  readonly jobs_running: number | null;
  readonly jobs_failed: number | null;
  readonly bytes_served: number;
  readonly requests: number;
  readonly requests_failed: number;
  readonly playback_starts: number;
  readonly startup_sum_ms: number;
  readonly watched_ms: number;
  readonly stalls: number;
  readonly stalled_ms: number;
}

export interface Operations {
  /** Oldest first; hours without any figure are left out. */
  readonly hours: readonly Hour[];
}

type Line = readonly [name: string, heading: string, unit: Unit, value: (hour: Hour) => number | null];

const lines: readonly Line[] = [
  ["disk", "Disk in use", "bytes", ({ disk_free, disk_size }) => (disk_free === null || disk_size === null ? null : disk_size - disk_free)],
  ["waiting", "Steps waiting", "count", ({ jobs_waiting }) => jobs_waiting],
  ["running", "Steps running", "count", ({ jobs_running }) => jobs_running],
  ["failed", "Steps failed", "count", ({ jobs_failed }) => jobs_failed],
  ["served", "Bytes served, by the hour", "bytes", ({ bytes_served }) => bytes_served],
  ["requests", "Requests, by the hour", "count", ({ requests }) => requests],
  ["requests-failed", "Requests that failed", "count", ({ requests_failed }) => requests_failed],
  ["starts", "Playbacks begun", "count", ({ playback_starts }) => playback_starts],
  ["startup", "Time to the first picture, on average", "milliseconds", ({ startup_sum_ms, playback_starts }) => (playback_starts ? startup_sum_ms / playback_starts : null)],
  ["stalls", "Times the film stood still", "count", ({ stalls }) => stalls],
  ["stalled", "Standing still, of the time watched", "percent", ({ stalled_ms, watched_ms }) => (watched_ms ? (stalled_ms / watched_ms) * 100 : null)],
];

export function seriesOf({ hours }: Operations): Series[] {
  const size = hours.reduce((largest, { disk_size }) => Math.max(largest, disk_size ?? 0), 0);
  return lines.map(([name, heading, unit, value]) => ({
    name,
    heading,
    unit,
    limit: name === "disk" && size ? size : null,
    points: hours.flatMap((hour) => {
      const at = value(hour);
      return at === null ? [] : [[hour.from, at] as const];
    }),
  }));
}

import { readJson, writeJson } from "./preferences";

interface Position {
  at: number;
  of: number;
}

/** Seconds of a film that are not worth returning to. */
const opening = 5;

/** Where the film was left in this browser, or 0 to begin. */
export function resumeAt(key: string): number {
  const stored = readJson(place(key));
  if (typeof stored !== "object" || stored === null) return 0;
  const { at, of } = stored as Partial<Record<keyof Position, unknown>>;
  if (typeof at !== "number" || typeof of !== "number") return 0;
  return at >= opening && at < of - endCredits(of) ? at : 0;
}

export function keepPosition(key: string, at: number, of: number): void {
  if (Number.isFinite(at) && Number.isFinite(of) && of > 0) writeJson(place(key), { at, of } satisfies Position);
}

export function forgetPosition(key: string): void {
  try {
    localStorage.removeItem(place(key));
  } catch {
    // Nothing was kept either.
  }
}

/** Who stopped in the last twentieth, half a minute at most, has seen the film. */
function endCredits(length: number): number {
  return Math.min(30, length / 20);
}

function place(key: string): string {
  return `marquee.position.${key}`;
}

// The moments of a film that are worth seeing.

import { readList } from "./lists";

/** Times in seconds. */
export interface Moment {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** As the page wrote them; nothing when it did not. */
export function readMoments(text: string | undefined): Moment[] {
  return readList(text) as Moment[];
}

/** The moment that is shown at a time, if it is one. */
export function momentAt(moments: readonly Moment[], seconds: number): Moment | null {
  return moments.find(({ from, to }) => from <= seconds && seconds < to) ?? null;
}

/** Where a jump leads: to the next moment, or back to the one before. Who has just come to one goes on to the one before it. */
export function momentBeside(moments: readonly Moment[], seconds: number, direction: 1 | -1): Moment | null {
  const later = moments.filter(({ from }) => from > seconds + 0.25);
  const earlier = moments.filter(({ from }) => from < seconds - 2);
  return (direction > 0 ? later[0] : earlier[earlier.length - 1]) ?? null;
}

// Editions of a film: another cut of it, entered at the same scene.

import { readList } from "./lists";

/** A scene's name and where it begins, in milliseconds. */
export type Scene = readonly [name: string, at: number];

export interface Edition {
  readonly name: string;
  readonly address: string;
  readonly here: boolean;
  /** In their order. */
  readonly scenes: readonly Scene[];
}

export function readEditions(text: string | undefined): Edition[] {
  return readList(text) as Edition[];
}

export function readScenes(text: string | undefined): Scene[] {
  return readList(text) as Scene[];
}

/**
 * Where `to` shows what `from` shows at `seconds`: as far into the same scene, though not beyond its end. A scene that
 * `to` has not is passed over to the next that both have; after the last of those, it is the end of that last one.
 */
export function sameScene(from: readonly Scene[], to: readonly Scene[], seconds: number): number {
  const at = seconds * 1000;
  const place = from.filter(([, start]) => start <= at).length - 1;
  const scene = from[place];
  // Before the first scene, or without any: the clock is all there is.
  if (!scene) return seconds;
  const into = at - scene[1];
  const found = to.findIndex(([name]) => name === scene[0]);
  const start = to[found];
  if (start) {
    const end = to[found + 1]?.[1] ?? Infinity;
    // A step before the end: the next scene is another one.
    return Math.max(start[1], Math.min(start[1] + into, end - 1)) / 1000;
  }
  for (const [name] of from.slice(place + 1)) {
    const next = to.find(([other]) => other === name);
    if (next) return next[1] / 1000;
  }
  for (const [name] of from.slice(0, place).reverse()) {
    const before = to.findIndex(([other]) => other === name);
    const end = to[before + 1] ?? to[before];
    if (before >= 0 && end) return end[1] / 1000;
  }
  return seconds;
}

/** "#at=12.5", or "?at=12.5": where whoever came by a switch, or by a link to a moment, goes on. */
export function arriveAt(address: URL): number | null {
  const said = /^#at=(.*)$/.exec(address.hash)?.[1] ?? address.searchParams.get("at") ?? "";
  return /^\d+(?:\.\d+)?$/.test(said) ? Number(said) : null;
}

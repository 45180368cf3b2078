// A film that lies sealed in every cache: whether this browser opens it, and its beginning brought here ahead of the
// night. The key comes from the house when the film opens, and not before.

import { playsHlsItself } from "./native";
import type { Film } from "./playback";

/** Where a sealed film's key is asked for. */
export const keyAddress = /\/keys\/[^/]+(\/[^/]+\.key)?$/;

/** Whether the browser has ClearKey for samples sealed by pattern (Encrypted Media Extensions, 9.1). */
export async function opensSealed(): Promise<boolean> {
  if (!isSecureContext || !navigator.requestMediaKeySystemAccess) return false;
  const sealed = (contentType: string) => [{ contentType, encryptionScheme: "cbcs" }];
  try {
    await navigator.requestMediaKeySystemAccess("org.w3.clearkey", [
      {
        initDataTypes: ["cenc"],
        videoCapabilities: sealed('video/mp4; codecs="avc1.64001f"'),
        audioCapabilities: sealed('audio/mp4; codecs="mp4a.40.2"'),
      },
    ]);
    return true;
  } catch {
    return false;
  }
}

/** The film by the addresses that this browser can play: where it opens nothing sealed, the house's own. */
export async function openable(film: Film): Promise<Film> {
  const { plain } = film;
  if (!plain || (await opensSealed())) return film;
  return { ...film, dash: plain.dash, hls: playsHlsItself() ? film.hls : plain.hls, first: [] };
}

/**
 * Brings the beginning of a sealed film into the browser's cache: of the picture and the sound that a player starts
 * with, the init and `segments` segments. Answers how many of them are here; a cache that has nothing is no trouble.
 */
export async function prepareSealed(manifest: string, segments = 3): Promise<number> {
  if (!(await opensSealed())) return 0;
  try {
    const answer = await fetch(manifest);
    if (!answer.ok) return 0;
    const text = new DOMParser().parseFromString(await answer.text(), "application/xml");
    const base = new URL(manifest, location.href);
    const wanted = ["video", "audio"].flatMap((kind) => beginning(text, kind, segments));
    const came = await Promise.all(wanted.map((address) => bring(new URL(address, base))));
    return came.filter(Boolean).length;
  } catch {
    return 0;
  }
}

async function bring(address: URL): Promise<boolean> {
  try {
    const answer = await fetch(address);
    // Only what was read to its end is kept.
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** Relative addresses of what a player asks for first: of pictures the smallest, of sounds the one that plays by itself. */
function beginning(manifest: Document, kind: string, segments: number): string[] {
  const sets = [...manifest.querySelectorAll(`AdaptationSet[contentType="${kind}"]`)];
  const set = sets.find((candidate) => candidate.querySelector('Role[value="main"]')) ?? sets[0];
  const size = (one: Element) => Number(one.getAttribute("bandwidth"));
  const smallest = [...(set?.querySelectorAll("Representation") ?? [])].sort((a, b) => size(a) - size(b))[0];
  const template = smallest?.querySelector("SegmentTemplate") ?? set?.querySelector("SegmentTemplate");
  const id = smallest?.id;
  if (!id || !template) return [];
  const fill = (name: string, number: number) =>
    (template.getAttribute(name) ?? "").replace("$RepresentationID$", id).replace("$Number$", String(number));
  const numbers = Array.from({ length: Math.min(segments, lengthOf(template)) }, (_, index) => index + 1);
  return [fill("initialization", 0), ...numbers.map((number) => fill("media", number))];
}

function lengthOf(template: Element): number {
  const runs = [...template.querySelectorAll("S")];
  return runs.reduce((sum, run) => sum + 1 + Number(run.getAttribute("r") ?? 0), 0);
}

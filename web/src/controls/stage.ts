// What every control works on: the film, the element it is shown in, and the line that says what happened.

import type { Film, Playback } from "../playback/playback";
import type { Announcer } from "./announcer";

export interface Stage {
  readonly player: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly film: Film;
  readonly announcer: Announcer;
  /** Null until the code that plays has loaded. */
  playback: Playback | null;
}

export function lengthOf(video: HTMLVideoElement): number {
  return Number.isFinite(video.duration) ? video.duration : 0;
}

/** Films whose place and speed are not the viewer's: they are seen together with others. */
const held = new WeakSet<HTMLVideoElement>();

export function hold(video: HTMLVideoElement, on: boolean): void {
  if (on) held.add(video);
  else held.delete(video);
}

export function isHeld(video: HTMLVideoElement): boolean {
  return held.has(video);
}

export function seekTo(video: HTMLVideoElement, seconds: number): void {
  if (isHeld(video)) return;
  const length = lengthOf(video);
  if (length > 0) video.currentTime = Math.min(Math.max(0, seconds), length);
}

export function seekBy(video: HTMLVideoElement, seconds: number): void {
  seekTo(video, video.currentTime + seconds);
}

/**
 * Plays; a browser that wants a gesture first leaves the film standing, with its button in the middle, before the
 * poster. It is asked for only then: it would take the line from the first picture.
 */
export function play(video: HTMLVideoElement, poster: string | null = null): void {
  void video.play().catch(() => {
    if (poster && video.paused && video.currentTime === 0) video.poster = poster;
  });
}

export function playOrPause(video: HTMLVideoElement): void {
  if (video.ended) {
    video.currentTime = 0;
    play(video);
  } else if (video.paused) play(video);
  else video.pause();
}

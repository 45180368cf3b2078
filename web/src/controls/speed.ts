import type { Choice } from "../playback/playback";
import { isHeld, type Stage } from "./stage";

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

function speedName(speed: number): string {
  return speed === 1 ? "Normal" : `${speed}×`;
}

export function speedChoices({ video }: Stage): Choice[] {
  if (isHeld(video)) return [];
  return speeds.map((speed) => ({ id: String(speed), label: speedName(speed), chosen: video.defaultPlaybackRate === speed }));
}

/**
 * While the film is waited for, the player holds `playbackRate` at 0, and forgets a speed that is chosen at that moment.
 * So what was chosen is kept as the default rate, and put back when the film goes on.
 */
export function keepSpeed({ video }: Stage): void {
  video.addEventListener("ratechange", () => {
    const { playbackRate, defaultPlaybackRate } = video;
    if (playbackRate > 0 && playbackRate !== defaultPlaybackRate) video.playbackRate = defaultPlaybackRate;
  });
}

export function chooseSpeed({ video }: Stage, speed: number): void {
  if (isHeld(video)) return;
  setSpeed(video, speed);
}

export function setSpeed(video: HTMLVideoElement, speed: number): void {
  video.defaultPlaybackRate = speed;
  // At 0 the film is waited for; the speed is put back then.
  if (video.playbackRate > 0) video.playbackRate = speed;
}

/** One step slower (-1) or faster (1). */
export function stepSpeed(stage: Stage, step: -1 | 1): void {
  if (isHeld(stage.video)) return;
  const next = speeds[speeds.indexOf(stage.video.defaultPlaybackRate) + step];
  if (next === undefined) return;
  chooseSpeed(stage, next);
  stage.announcer.say(`Speed: ${speedName(next)}`);
}

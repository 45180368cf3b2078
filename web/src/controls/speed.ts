import type { Choice } from "../playback/playback";
import type { Stage } from "./stage";

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

function speedName(speed: number): string {
  return speed === 1 ? "Normal" : `${speed}×`;
}

export function speedChoices({ video }: Stage): Choice[] {
  return speeds.map((speed) => ({ id: String(speed), label: speedName(speed), chosen: video.playbackRate === speed }));
}

export function chooseSpeed({ video }: Stage, speed: number): void {
  video.playbackRate = speed;
  video.defaultPlaybackRate = speed;
}

/** One step slower (-1) or faster (1). */
export function stepSpeed(stage: Stage, step: -1 | 1): void {
  const next = speeds[speeds.indexOf(stage.video.playbackRate) + step];
  if (next === undefined) return;
  chooseSpeed(stage, next);
  stage.announcer.say(`Speed: ${speedName(next)}`);
}

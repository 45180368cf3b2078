import { goToMoment } from "./moments";
import { toggleFullscreen, togglePictureInPicture } from "./screen";
import { stepSpeed } from "./speed";
import { lengthOf, playOrPause, seekBy, seekTo, type Stage } from "./stage";
import { toggleSubtitles } from "./subtitles";
import { setVolume, toggleMute } from "./volume";

type Press = (stage: Stage) => void;

/** Every key with what it does; the help lists the same keys in the same order. */
export const keys: readonly { names: readonly string[]; shown: string; does: string; press: Press }[] = [
  { names: [" ", "k"], shown: "Space, K", does: "Play or pause", press: ({ video }) => playOrPause(video) },
  { names: ["ArrowLeft"], shown: "←", does: "5 seconds back", press: (stage) => jump(stage, -5) },
  { names: ["ArrowRight"], shown: "→", does: "5 seconds ahead", press: (stage) => jump(stage, 5) },
  { names: ["j"], shown: "J", does: "10 seconds back", press: (stage) => jump(stage, -10) },
  { names: ["l"], shown: "L", does: "10 seconds ahead", press: (stage) => jump(stage, 10) },
  { names: ["Home"], shown: "Home", does: "To the beginning", press: ({ video }) => seekTo(video, 0) },
  { names: ["End"], shown: "End", does: "To the end", press: ({ video }) => seekTo(video, lengthOf(video)) },
  { names: [..."0123456789"], shown: "0 – 9", does: "To a tenth of the film", press: () => undefined },
  { names: [","], shown: ",", does: "One frame back, when paused", press: (stage) => frame(stage, -1) },
  { names: ["."], shown: ".", does: "One frame ahead, when paused", press: (stage) => frame(stage, 1) },
  { names: ["n"], shown: "N", does: "To the next moment", press: (stage) => goToMoment(stage, 1) },
  { names: ["p"], shown: "P", does: "To the moment before", press: (stage) => goToMoment(stage, -1) },
  { names: ["ArrowUp"], shown: "↑", does: "Louder", press: (stage) => louder(stage, 0.05) },
  { names: ["ArrowDown"], shown: "↓", does: "Quieter", press: (stage) => louder(stage, -0.05) },
  { names: ["m"], shown: "M", does: "Sound off and on", press: mute },
  { names: ["c"], shown: "C", does: "Subtitles on and off", press: toggleSubtitles },
  { names: ["<"], shown: "<", does: "Slower", press: (stage) => stepSpeed(stage, -1) },
  { names: [">"], shown: ">", does: "Faster", press: (stage) => stepSpeed(stage, 1) },
  { names: ["f"], shown: "F", does: "Full screen", press: toggleFullscreen },
  { names: ["i"], shown: "I", does: "Picture in picture", press: togglePictureInPicture },
];

/** Listens on the whole page: the film is all there is on it. `moved` hears of every key. */
export function listenToKeys(stage: Stage, askForHelp: () => void, moved: () => void): void {
  document.addEventListener("keydown", (event) => {
    moved();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (belongsTo(event)) return;
    if (event.key === "?") askForHelp();
    else if (!pressed(stage, event.key)) return;
    event.preventDefault();
  });
}

function pressed(stage: Stage, key: string): boolean {
  if (/^[0-9]$/.test(key)) {
    seekTo(stage.video, (lengthOf(stage.video) * Number(key)) / 10);
    return true;
  }
  const name = key.length === 1 ? key.toLowerCase() : key;
  const found = keys.find(({ names }) => names.includes(name));
  found?.press(stage);
  return found !== undefined;
}

/** Whether the focused element has its own use for the key: a button for space, a radio button for arrows. */
function belongsTo({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog")) return true;
  if (target.matches("input[type=range].player-seek-range")) return false;
  if (target.matches("input, select, textarea, [contenteditable]")) {
    return key === " " || key.startsWith("Arrow") || key === "Home" || key === "End";
  }
  return target.matches("a[href], button, summary") && (key === " " || key === "Enter");
}

function jump({ video, announcer }: Stage, seconds: number): void {
  seekBy(video, seconds);
  announcer.say(seconds < 0 ? `${-seconds} seconds back` : `${seconds} seconds ahead`);
}

function frame({ video, playback }: Stage, frames: number): void {
  const length = playback?.frameLength();
  if (video.paused && length) seekBy(video, frames * length);
}

function louder({ video, announcer }: Stage, step: number): void {
  setVolume(video, (video.muted ? 0 : video.volume) + step);
  announcer.say(`Volume ${Math.round(video.volume * 100)} %`);
}

function mute({ video, announcer }: Stage): void {
  toggleMute(video);
  announcer.say(video.muted ? "Sound off" : "Sound on");
}

import type { Choice } from "../playback/playback";
import type { Stage } from "./stage";

const off = "off";

/** What the c key turns on: the one last shown, or the first. */
let last: string | null = null;

export function subtitleChoices({ playback }: Stage): Choice[] {
  const tracks = playback?.subtitles() ?? [];
  if (tracks.length === 0) return [];
  return [{ id: off, label: "Off", chosen: !tracks.some((track) => track.chosen) }, ...tracks];
}

export function chooseSubtitles({ playback }: Stage, id: string): void {
  if (id !== off) last = id;
  playback?.chooseSubtitles(id === off ? null : id);
}

export function toggleSubtitles(stage: Stage): void {
  const tracks = stage.playback?.subtitles() ?? [];
  if (tracks.length === 0) return stage.announcer.say("This film has no subtitles.");
  if (tracks.some((track) => track.chosen)) {
    chooseSubtitles(stage, off);
    return stage.announcer.say("Subtitles off");
  }
  const next = tracks.find((track) => track.id === last) ?? tracks[0];
  if (!next) return;
  chooseSubtitles(stage, next.id);
  stage.announcer.say(`Subtitles: ${next.label}`);
}

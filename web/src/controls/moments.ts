import type { Choice } from "../playback/playback";
import type { Scene } from "../playback/editions";
import { momentAt, momentBeside } from "../playback/moments";
import { clockFace } from "./clock_face";
import { make } from "./elements";
import { lengthOf, seekTo, type Stage } from "./stage";

/** Small lights on the bar, one where each moment begins. */
export function momentLights({ video, film }: Stage): HTMLElement {
  const lights = film.moments.map(({ from }) => {
    const light = make("span", "player-moment");
    return { from, light };
  });
  const row = make("div", "player-moments", { "aria-hidden": "true" }, ...lights.map(({ light }) => light));
  const place = () => {
    const length = lengthOf(video);
    row.hidden = length === 0;
    for (const { from, light } of lights) light.style.setProperty("--from", String(Math.min(1, from / length)));
  };
  video.addEventListener("durationchange", place);
  place();
  return row;
}

/** What the film shows at a time: a moment's name, else the scene's. */
export function nameAt({ film }: Stage, seconds: number): string {
  return momentAt(film.moments, seconds)?.name ?? sceneAt(film.scenes, seconds)?.[0] ?? "";
}

export function momentChoices({ video, film }: Stage): Choice[] {
  const now = momentAt(film.moments, video.currentTime);
  return film.moments.map((moment) => choice(moment.name, moment.from, video, moment === now));
}

export function sceneChoices({ video, film }: Stage): Choice[] {
  const now = sceneAt(film.scenes, video.currentTime);
  return film.scenes.map((scene) => choice(scene[0], scene[1] / 1000, video, scene === now));
}

export function goToMoment(stage: Stage, direction: 1 | -1): void {
  const { video, film, announcer } = stage;
  if (film.moments.length === 0) return announcer.say("Nobody has marked moments in this film.");
  const moment = momentBeside(film.moments, video.currentTime, direction);
  if (!moment) return announcer.say(direction > 0 ? "No moment after this" : "No moment before this");
  seekTo(video, moment.from);
  announcer.say(moment.name);
}

function choice(name: string, seconds: number, video: HTMLVideoElement, chosen: boolean): Choice {
  return { id: String(seconds), label: `${clockFace(seconds, lengthOf(video))}  ${name}`, chosen };
}

function sceneAt(scenes: readonly Scene[], seconds: number): Scene | undefined {
  return scenes.filter(([, at]) => at <= seconds * 1000).at(-1);
}

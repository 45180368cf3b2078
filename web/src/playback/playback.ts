// What the controls know of whatever puts the film on the screen: Shaka Player over Media Source Extensions,
// or the browser itself where it plays HLS on its own.

import type { Next } from "../controls/next";
import { readScenes, type Scene } from "./editions";
import { readMoments, type Moment } from "./moments";

/** One line of a menu: a picture height, a sound track, a subtitle track. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly chosen: boolean;
}

/** Why the film stopped, in the terms of the person watching it. */
export type Trouble = "connection" | "house" | "early" | "withdrawn" | "undecodable" | "unsupported" | "broken";

export interface Playback {
  readonly protocol: "dash" | "hls" | "native";

  /** Loads the film and stands at `from` seconds; resolves when its length is known. */
  load(from: number): Promise<void>;

  qualities(): Choice[];
  chooseQuality(id: string): void;

  sounds(): Choice[];
  chooseSound(id: string): void;

  /** Without a line for "off": nothing is chosen then. */
  subtitles(): Choice[];
  chooseSubtitles(id: string | null): void;

  /** Asks again for what could not be loaded. */
  tryAgain(): void;

  /** Seconds that one frame stands, when the film says so. */
  frameLength(): number | null;
}

/** What a playback tells the controls. */
export interface PlaybackEvents {
  /** The lists above, or what is chosen in them, may have changed. */
  choicesChanged(): void;
  troubled(trouble: Trouble): void;
  /** Bytes arrive again after trouble. */
  recovered(): void;
}

/** The addresses and names that the watch page hands over in `data-` attributes of #player. */
export interface Film {
  readonly key: string;
  readonly title: string;
  readonly back: string | null;
  readonly hls: string;
  readonly dash: string;
  /** Where the house itself has the film, when `hls` and `dash` are addresses of a sealed one. */
  readonly plain: { readonly hls: string; readonly dash: string } | null;
  /** Where the player begins: an init and the first segment of the smallest picture and of the sound. */
  readonly first: readonly string[];
  readonly stills: string | null;
  readonly poster: string | null;
  /** Nothing is seen of it: a song, a talk. */
  readonly heard: boolean;
  /** What a song is of: its album. */
  readonly of: string | null;
  /** Begins at its beginning, wherever it was left. */
  readonly isTrack: boolean;
  /** What plays on afterwards. */
  readonly next: Next | null;
  /** Whoever watches came by a personal link, which may end before the film. */
  readonly ticket: boolean;
  /** What is worth seeing of it, in its order. */
  readonly moments: readonly Moment[];
  /** Its chapters, in their order. */
  readonly scenes: readonly Scene[];
  /** The cuts to switch between, as the page wrote them. */
  readonly editions: string | undefined;
}

export function readFilm(player: HTMLElement): Film {
  const { key, title, back, hls, dash, plainHls, plainDash, first, stills, poster, heard, of, editions, moments, scenes } = player.dataset;
  const { next, nextName, nextLine, nextPoster, nextPause } = player.dataset;
  return {
    key: key ?? location.pathname,
    title: title ?? document.title,
    back: back ?? null,
    hls: hls ?? "",
    dash: dash ?? "",
    plain: plainHls && plainDash ? { hls: plainHls, dash: plainDash } : null,
    first: first?.split(" ").filter(Boolean) ?? [],
    stills: stills || null,
    poster: poster || null,
    heard: heard !== undefined,
    of: of || null,
    isTrack: heard === "track",
    next: next
      ? {
          address: next,
          name: nextName ?? "",
          line: nextLine ?? "",
          poster: nextPoster || null,
          pause: Number(nextPause ?? 10),
        }
      : null,
    ticket: "ticket" in player.dataset,
    moments: readMoments(moments),
    scenes: readScenes(scenes),
    editions,
  };
}

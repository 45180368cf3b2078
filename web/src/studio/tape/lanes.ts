// What is drawn along the axis, lane under lane.

import { largest, unpack, type Analysis, type Curve, type Moment, type Said } from "./record";
import { clock, markEvery, type View } from "./view";

/** Where a lane lies, and what of the tape is seen in it. */
export interface Stage {
  readonly pen: CanvasRenderingContext2D;
  readonly view: View;
  readonly width: number;
  readonly top: number;
  readonly height: number;
  readonly colours: Colours;
}

export interface Colours {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly light: string;
  readonly wrong: string;
}

export interface Lane {
  readonly name: string;
  readonly height: number;
  draw(stage: Stage): void;
}

/** Loudness from here to here is drawn; LUFS and dBFS alike. */
const quietest = -60;

const heardNames: Readonly<Record<string, string>> = {
  speech: "Speech",
  music: "Music",
  singing: "Singing",
  crowd: "Crowd",
  silence: "Silence",
};

export function lanesOf(analysis: Analysis, moments: readonly Moment[], pictures: Pictures): Lane[] {
  const lanes: Lane[] = [{ name: "", height: 22, draw: ruler }];
  const { picture, sound, findings, lines } = analysis;
  if (moments.length) lanes.push({ name: "Moments", height: 18, draw: (stage) => lights(stage, moments) });
  if (picture) {
    const height = Math.round((picture.still_height / Math.max(picture.still_width, 1)) * 112);
    if (picture.stills.length) lanes.push({ name: "Picture", height, draw: (stage) => pictures.draw(stage) });
    lanes.push({ name: "Shots", height: 18, draw: (stage) => shots(stage, analysis) });
    const [light, motion] = [unpack(picture.brightness), unpack(picture.motion)];
    lanes.push({ name: "Light", height: 28, draw: (stage) => area(stage, light, 1_600, 23_500) });
    lanes.push({ name: "Motion", height: 28, draw: (stage) => area(stage, motion, 0, 60) });
  }
  if (sound) {
    const [peak, rms, loudness] = [unpack(sound.peak), unpack(sound.rms), unpack(sound.short_term)];
    lanes.push({ name: "Sound", height: 56, draw: (stage) => wave(stage, peak, rms) });
    lanes.push({ name: "Loudness", height: 40, draw: (stage) => line(stage, loudness) });
    for (const [name, label] of Object.entries(heardNames)) {
      const spans = sound.spans.filter((span) => span.class === name);
      if (spans.length) lanes.push({ name: label, height: 14, draw: (stage) => bars(stage, spans, stage.colours.light) });
    }
  }
  if (lines.length) lanes.push({ name: "Words", height: 18, draw: (stage) => words(stage, lines) });
  if (findings.length) lanes.push({ name: "Odd", height: 14, draw: (stage) => bars(stage, findings, stage.colours.wrong) });
  return lanes;
}

export function placeOf({ view, width }: Pick<Stage, "view" | "width">, second: number): number {
  return ((second - view.from) / (view.to - view.from)) * width;
}

function ruler(stage: Stage): void {
  const { pen, view, width, top, height, colours } = stage;
  const every = markEvery(view, width);
  pen.fillStyle = colours.quiet;
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "top";
  for (let mark = Math.ceil(view.from / every) * every; mark <= view.to; mark += every) {
    const at = placeOf(stage, mark);
    pen.fillRect(Math.round(at), top + height - 5, 1, 5);
    const text = clock(mark, every < 1);
    if (at + pen.measureText(text).width + 4 <= width) pen.fillText(text, at + 3, top + 2);
  }
}

function shots(stage: Stage, { picture }: Analysis): void {
  const { pen, view, top, height, colours } = stage;
  (picture?.shots ?? []).forEach((shot, number) => {
    if (shot.end_s < view.from || shot.start_s > view.to) return;
    const from = placeOf(stage, shot.start_s);
    const to = placeOf(stage, shot.end_s);
    pen.fillStyle = number % 2 ? colours.line : colours.quiet;
    pen.globalAlpha = number % 2 ? 1 : 0.45;
    pen.fillRect(from, top, Math.max(to - from, 1), height);
    pen.globalAlpha = 1;
    if (!shot.transition_frames) return;
    // How it comes in gradually: a wedge that opens.
    const over = placeOf(stage, shot.start_s + (shot.transition_frames / shot.frames) * (shot.end_s - shot.start_s));
    pen.fillStyle = colours.light;
    pen.beginPath();
    pen.moveTo(from, top + height);
    pen.lineTo(over, top + height);
    pen.lineTo(over, top);
    pen.fill();
  });
}

function area(stage: Stage, curve: Curve, least: number, most: number): void {
  const { pen, width, top, height, colours } = stage;
  pen.fillStyle = colours.quiet;
  pen.globalAlpha = 0.5;
  for (let x = 0; x < width; x += 1) {
    const value = largest(curve, secondAt(stage, x), secondAt(stage, x + 1));
    if (Number.isNaN(value)) continue;
    const share = Math.min(Math.max((value - least) / (most - least), 0), 1);
    pen.fillRect(x, top + height * (1 - share), 1, height * share);
  }
  pen.globalAlpha = 1;
}

function wave(stage: Stage, peak: Curve, rms: Curve): void {
  const { pen, width, top, height, colours } = stage;
  const middle = top + height / 2;
  for (const [curve, colour, alpha] of [
    [peak, colours.quiet, 0.45],
    [rms, colours.ink, 0.8],
  ] as const) {
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    for (let x = 0; x < width; x += 1) {
      const value = largest(curve, secondAt(stage, x), secondAt(stage, x + 1));
      // As the ear goes, not as the voltage does: quiet speech is seen too.
      const share = Number.isNaN(value) ? 0 : Math.min(Math.max(1 - value / 100 / quietest, 0), 1);
      const tall = Math.max(share * height, 1);
      pen.fillRect(x, middle - tall / 2, 1, tall);
    }
  }
  pen.globalAlpha = 1;
}

function line(stage: Stage, curve: Curve): void {
  const { pen, width, top, height, colours } = stage;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  for (const level of [-14, -23]) {
    const y = Math.round(top + height * (level / quietest)) + 0.5;
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.stroke();
  }
  pen.strokeStyle = colours.light;
  pen.lineWidth = 1.5;
  pen.beginPath();
  let isDown = false;
  for (let x = 0; x < width; x += 1) {
    const value = largest(curve, secondAt(stage, x), secondAt(stage, x + 1));
    if (Number.isNaN(value)) {
      isDown = false;
      continue;
    }
    const y = top + height * Math.min(Math.max(value / 100 / quietest, 0), 1);
    if (isDown) pen.lineTo(x, y);
    else pen.moveTo(x, y);
    isDown = true;
  }
  pen.stroke();
}

function bars(stage: Stage, spans: readonly { readonly start_s: number; readonly end_s: number }[], colour: string): void {
  const { pen, view, top, height } = stage;
  pen.fillStyle = colour;
  for (const { start_s, end_s } of spans) {
    if (end_s < view.from || start_s > view.to) continue;
    const from = placeOf(stage, start_s);
    pen.fillRect(from, top + 2, Math.max(placeOf(stage, end_s) - from, 2), height - 4);
  }
}

/** What is worth showing: the amber of the house, with its name where there is room. */
function lights(stage: Stage, moments: readonly Moment[]): void {
  const { pen, top, height, colours } = stage;
  named(stage, moments.map(({ start_s, end_s, title }) => ({ start_s, end_s, text: title })), "#ffb547");
  pen.fillStyle = colours.ink;
  for (const { start_s } of moments) pen.fillRect(placeOf(stage, start_s), top, 1, height);
}

/** A line where it is said, as much of it as there is room for. */
function words(stage: Stage, lines: readonly Said[]): void {
  named(stage, lines, stage.colours.line);
}

function named(stage: Stage, spans: readonly Pick<Said, "start_s" | "end_s" | "text">[], ground: string): void {
  const { pen, view, top, height, colours } = stage;
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  for (const { start_s, end_s, text } of spans) {
    if (end_s < view.from || start_s > view.to) continue;
    const from = placeOf(stage, start_s);
    const room = placeOf(stage, end_s) - from - 1;
    pen.fillStyle = ground;
    pen.fillRect(from, top, Math.max(room, 1), height);
    if (room < 24) continue;
    pen.save();
    pen.beginPath();
    pen.rect(from, top, room, height);
    pen.clip();
    pen.fillStyle = colours.ink;
    pen.fillText(text, Math.max(from, 0) + 3, top + height / 2);
    pen.restore();
  }
}

function secondAt({ view, width }: Stage, x: number): number {
  return view.from + (x / width) * (view.to - view.from);
}

/** The small pictures, asked for when they are seen first. */
export class Pictures {
  readonly #loaded = new Map<string, HTMLImageElement>();

  constructor(
    readonly analysis: Analysis,
    readonly changed: () => void,
  ) {}

  draw(stage: Stage): void {
    const { picture } = this.analysis;
    if (!picture?.stills.length) return;
    const { pen, width, top, height } = stage;
    const wide = Math.max((height * picture.still_width) / Math.max(picture.still_height, 1), 24);
    for (let x = 0; x < width; x += wide) {
      const still = this.#nearest(secondAt(stage, x + wide / 2));
      const image = still && this.#image(still.address);
      if (image?.complete && image.naturalWidth) {
        const seen = Math.min(wide, width - x);
        pen.drawImage(image, 0, 0, (image.naturalWidth * seen) / wide, image.naturalHeight, x, top, seen, height);
      }
    }
  }

  #nearest(second: number) {
    const stills = this.analysis.picture?.stills ?? [];
    let [low, high] = [0, stills.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stills[middle]?.at_s ?? 0) <= second) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [stills[Math.max(low - 1, 0)], stills[low]];
    return after && before && after.at_s - second < second - before.at_s ? after : before;
  }

  #image(address: string): HTMLImageElement {
    let image = this.#loaded.get(address);
    if (!image) {
      image = new Image();
      image.addEventListener("load", this.changed);
      image.src = address;
      this.#loaded.set(address, image);
    }
    return image;
  }
}

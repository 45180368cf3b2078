// The film of the tests. What it shows can be read back: every frame carries its number in twelve white or black
// squares, and every 48 frames a white flash and a click come together, in each of its two languages.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";

/** 24000/1001 frames a second: a player that counts in whole frames of 1/24 s is 75 ms late at this film's end. */
export const rate = { numerator: 24_000, denominator: 1001 };
export const frames = 1776;
export const width = 640;
export const height = 360;
export const flashEvery = 48;
export const bits = 12;
export const square = { width: 40, height: 40, top: 310 };
export const languages = ["en", "de"];

export const secondsOf = (frame) => (frame * rate.denominator) / rate.numerator;
export const length = secondsOf(frames);

/** What the subtitles say; each stands from its second for four seconds. */
export const lines = {
  en: [
    [1, "A light goes on."],
    [8, "And a click is heard."],
    [40, "Halfway, still together."],
  ],
  de: [
    [1, "Ein Licht geht an."],
    [8, "Und ein Klick ist zu hören."],
    [40, "Zur Hälfte, noch zusammen."],
  ],
};

export function makeFilm(ffmpeg, folder) {
  const subtitles = languages.map((language) => {
    const file = path.join(folder, `${language}.srt`);
    writeFileSync(file, srt(lines[language]));
    return file;
  });
  const click = `if(lt(mod(t,${secondsOf(flashEvery)}),0.03),0.8*sin(2*PI*1000*t),0)`;
  const sound = (undertone) =>
    `aevalsrc=exprs='${click}+0.02*sin(2*PI*${undertone}*t)':sample_rate=48000:duration=${length}:channel_layout=mono,pan=stereo|c0=c0|c1=c0`;
  const film = path.join(folder, "flash-and-click.mkv");
  execFileSync(
    ffmpeg,
    [
      ...["-v", "error", "-y"],
      ...["-f", "lavfi", "-i", `testsrc2=size=${width}x${height}:rate=${rate.numerator}/${rate.denominator},${marks()}`],
      ...["-f", "lavfi", "-i", sound(220), "-f", "lavfi", "-i", sound(330)],
      ...subtitles.flatMap((file) => ["-i", file]),
      ...["-map", "0", "-map", "1", "-map", "2", "-map", "3", "-map", "4"],
      ...["-frames:v", String(frames), "-c:v", "libx264", "-preset", "ultrafast", "-crf", "23", "-pix_fmt", "yuv420p"],
      ...["-c:a", "flac", "-c:s", "subrip"],
      ...["a", "s"].flatMap((kind) => languages.flatMap((tag, at) => [`-metadata:s:${kind}:${at}`, `language=${three[tag]}`])),
      film,
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  return film;
}

const three = { en: "eng", de: "deu" };

/** A dark test picture with the frame's number along its foot, and the flash. */
function marks() {
  const box = (x, y, w, h, colour, when) =>
    `drawbox=x=${x}:y=${y}:w=${w}:h=${h}:color=${colour}:t=fill:enable='${when}'`;
  const filters = ["lutyuv=y=16+(val-16)*0.4", box(0, 0, width, square.top, "white", `lt(mod(n,${flashEvery}),2)`)];
  filters.push(box(0, square.top, width, height - square.top, "black", "1"));
  for (let bit = 0; bit < bits; bit++) {
    const when = `gte(mod(n,${2 ** (bit + 1)}),${2 ** bit})`;
    filters.push(box(bit * square.width, square.top, square.width, square.height, "white", when));
  }
  return filters.join(",");
}

function srt(entries) {
  const stamp = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 23).replace(".", ",");
  return entries.map(([at, words], index) => `${index + 1}\n${stamp(at)} --> ${stamp(at + 4)}\n${words}\n`).join("\n");
}

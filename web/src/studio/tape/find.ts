// Words looked for on one tape: what is said, found faults, names of moments.

import { make, setText } from "../../controls/elements";
import type { Axis } from "./axis";
import type { Analysis } from "./record";

interface Told {
  readonly start_s: number;
  readonly text: string;
}

/** A box on the axis; Enter goes to the next place, Shift Enter to the one before. */
export function findOn(axis: Axis, analysis: Analysis): void {
  const told: Told[] = [
    ...analysis.lines.map(({ start_s, text, speaker }) => ({ start_s, text: `${speaker ?? ""} ${text}` })),
    ...analysis.findings.map(({ start_s, sentence }) => ({ start_s, text: sentence })),
  ];
  if (told.length === 0) return;
  const box = make("input", "tape-find", {
    type: "search",
    placeholder: "Find on this tape",
    "aria-label": "Find words on this tape",
    autocomplete: "off",
  });
  const count = make("span", "quiet", { role: "status" });
  let places: number[] = [];
  const look = () => {
    places = placesOf(told, box.value);
    axis.showMatches(places);
    setText(count, box.value.trim() ? `${places.length} found` : "");
  };
  box.addEventListener("input", look);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || places.length === 0) return;
    event.preventDefault();
    const next = beside(places, axis.at, event.shiftKey);
    axis.goTo(next, false);
    setText(count, `${places.indexOf(next) + 1} of ${places.length}`);
  });
  axis.addAct(box);
  axis.addAct(count);
}

/** Where all of the words stand together. */
export function placesOf(told: readonly Told[], asked: string): number[] {
  const words = folded(asked).split(" ").filter(Boolean);
  if (words.length === 0) return [];
  const found = told.filter(({ text }) => {
    const line = folded(text);
    return words.every((word) => line.includes(word));
  });
  return [...new Set(found.map(({ start_s }) => start_s))].sort((a, b) => a - b);
}

/** The next place after a second, or the one before; around the end. */
export function beside(places: readonly number[], second: number, back: boolean): number {
  const near = 0.05;
  const next = back
    ? (places.filter((place) => place < second - near).at(-1) ?? places.at(-1))
    : (places.find((place) => place > second + near) ?? places[0]);
  return next ?? second;
}

/** Small letters without their accents. */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

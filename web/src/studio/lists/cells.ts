// Cells that several tables have.

import { make } from "../../controls/elements";
import { instant, zoneAt } from "../words";

/** A name that leads to its page; shown as it is, whatever direction it is written in. */
export function door(href: string, name: string): HTMLElement {
  return make("a", "", { href }, make("bdi", "", {}, name));
}

export function mark(kind: string, word: string): HTMLElement {
  return make("span", `mark ${kind}`, {}, word);
}

export function when(text: string | null): HTMLElement {
  if (!text) return make("span", "quiet", {}, "–");
  return make("time", "", { datetime: text, title: `${zoneAt(new Date(text))}; ${text}` }, instant(text));
}

import { drawReaction } from "./drawings";
import { reactions, type Reaction } from "./voice";
import { readJson, writeJson } from "../playback/preferences";

const place = "marquee.reactions";
/** Of one kind at once; a full house shows more than an eye can tell apart. */
const most = 8;

/** What others show, rising at the picture's edge. Can be switched off, and that is remembered in this browser. */
export class Rising {
  readonly element = document.createElement("div");
  private on = readJson(place) !== false;

  constructor() {
    this.element.className = "rising";
    this.element.setAttribute("aria-hidden", "true");
    this.element.hidden = !this.on;
  }

  get isOn(): boolean {
    return this.on;
  }

  switchTo(on: boolean): void {
    this.on = on;
    writeJson(place, on);
    this.element.hidden = !on;
    this.element.replaceChildren();
  }

  show(counts: Readonly<Partial<Record<string, number>>>): void {
    if (!this.on || document.hidden) return;
    for (const reaction of reactions) {
      for (let one = 0; one < Math.min(most, counts[reaction] ?? 0); one++) this.raise(reaction);
    }
  }

  private raise(reaction: Reaction): void {
    if (this.element.childElementCount > 60) return;
    const drawing = drawReaction(reaction);
    drawing.style.insetInlineEnd = `${(Math.random() * 70).toFixed(0)}%`;
    drawing.style.animationDelay = `${(Math.random() * 350).toFixed(0)}ms`;
    this.element.append(drawing);
    // Where nothing moves, no animation ends.
    setTimeout(() => drawing.remove(), 3600);
  }
}

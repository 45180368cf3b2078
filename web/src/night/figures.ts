import { figuresOf, leftOf } from "./countdown";

/** The figures on the sign, each in a place of its own so that nothing moves but what changes. */
export class Figures {
  private readonly line: HTMLElement | null;
  private shown = "";

  constructor(sign: HTMLElement) {
    this.line = sign.querySelector("[data-figures]");
  }

  show(millisLeft: number): void {
    const left = leftOf(millisLeft);
    const words = `${left.days > 0 ? `${left.days}d` : ""} ${figuresOf(left)}`;
    if (!this.line || words === this.shown) return;
    this.shown = words;
    const parts = [...figuresOf(left)].map((letter) => figure(letter));
    if (left.days > 0) {
      const days = document.createElement("span");
      days.className = "days";
      days.textContent = left.days === 1 ? "1 day" : `${left.days} days`;
      parts.unshift(days);
    }
    this.line.replaceChildren(...parts);
  }
}

function figure(letter: string): HTMLElement {
  const place = document.createElement("span");
  place.className = letter === ":" ? "colon" : "figure";
  place.textContent = letter;
  return place;
}

// The bulbs round the sign: each one over its dark place in the frame, lit one by one in the last minute.

import { litOf } from "./countdown";

export class Bulbs {
  private readonly frame = document.createElement("div");
  private lit = -1;

  constructor(private readonly sign: HTMLElement) {
    this.frame.className = "sign-bulbs";
    this.frame.setAttribute("aria-hidden", "true");
    sign.append(this.frame);
    this.lay();
    new ResizeObserver(() => this.lay()).observe(sign);
  }

  show(millisLeft: number): void {
    const bulbs = this.frame.children;
    const lit = litOf(bulbs.length, millisLeft);
    if (lit === this.lit) return;
    this.lit = lit;
    for (let at = 0; at < bulbs.length; at++) bulbs[at]?.classList.toggle("is-lit", at < lit);
    this.sign.style.setProperty("--lit-share", String(bulbs.length > 0 ? lit / bulbs.length : 0));
  }

  /** As the sign's own frame lays its dark bulbs: whole ones on every side, the corners belong to the long sides. */
  private lay(): void {
    const { width, height } = this.sign.getBoundingClientRect();
    const size = Number.parseFloat(getComputedStyle(this.frame).fontSize);
    if (!(width > size) || !(height > 3 * size)) return;
    const across = Math.max(1, Math.round(width / size));
    const down = Math.max(1, Math.round((height - 2 * size) / size));
    const [wide, high] = [width / across, (height - 2 * size) / down];
    const places: [x: number, y: number][] = [];
    // Clockwise from the top left, as the eye goes round.
    for (let at = 0; at < across; at++) places.push([(at + 0.5) * wide, size / 2]);
    for (let at = 0; at < down; at++) places.push([width - size / 2, size + (at + 0.5) * high]);
    for (let at = across - 1; at >= 0; at--) places.push([(at + 0.5) * wide, height - size / 2]);
    for (let at = down - 1; at >= 0; at--) places.push([size / 2, size + (at + 0.5) * high]);
    const bulbs = places.map(([x, y], at) => {
      const bulb = document.createElement("i");
      bulb.style.translate = `${x - size / 2}px ${y - size / 2}px`;
      bulb.classList.toggle("is-lit", at < this.lit);
      return bulb;
    });
    this.frame.replaceChildren(...bulbs);
  }
}

// How fast a file travels, from what was sent in the last few seconds: a line that was slow before is forgotten.

const window_ = 5000;

export class Pace {
  private points: { readonly at: number; readonly sent: number }[] = [];

  note(sent: number, at = performance.now()): void {
    const last = this.points.at(-1);
    if (last && sent < last.sent) this.points = [];
    if (last && at - last.at < 200) return;
    this.points.push({ at, sent });
    while (this.points.length > 2 && at - (this.points[0]?.at ?? at) > window_) this.points.shift();
  }

  forget(): void {
    this.points = [];
  }

  /** Bytes a second; 0 while there is nothing to go by. */
  get perSecond(): number {
    const [first, last] = [this.points[0], this.points.at(-1)];
    if (!first || !last || last.at - first.at < 400) return 0;
    return ((last.sent - first.sent) * 1000) / (last.at - first.at);
  }
}

// After a fault of the browser (a decoder that gave up, a sound device that went away) Shaka takes the film anew. If that
// happens twice on end, the second time begins from what the first has left: the film's beginning, paused. So the place
// is kept here, and whether the film was playing.

/** Seconds that a player's own way back may be off. */
const near = 1;

export class Bookmark {
  private place = 0;
  private plays = false;
  private lost = false;

  constructor(private readonly video: HTMLVideoElement) {
    video.addEventListener("timeupdate", () => {
      if (this.lost || video.seeking) return;
      this.place = video.currentTime;
      this.plays = !video.paused;
    });
    video.addEventListener("pause", () => {
      if (!this.lost) this.plays = false;
    });
    video.addEventListener("emptied", () => {
      this.lost = this.place > 0;
    });
    video.addEventListener("canplay", () => this.goBack());
  }

  /** For a film that is loaded by intent: it begins where it was asked to. */
  forget(): void {
    this.place = 0;
    this.plays = false;
    this.lost = false;
  }

  private goBack(): void {
    if (!this.lost) return;
    this.lost = false;
    const { video } = this;
    if (Math.abs(video.currentTime - this.place) > near) video.currentTime = this.place;
    if (this.plays && video.paused) void video.play().catch(() => undefined);
  }
}

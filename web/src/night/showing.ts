// The showing: everybody sees the same second. A film that is early or late is brought in by its speed, which nobody
// hears; only who is seconds away, or comes out of a stall, jumps.

import { setSpeed } from "../controls/speed";
import { hold, lengthOf } from "../controls/stage";
import type { Course } from "./live";

/** Seconds off beyond which catching up would take longer than anyone should be alone. */
const farOff = 2.5;
/** The same after a stall: the picture stood still, so a jump tears nothing. */
const farOffAfterStall = 0.7;
/** Seconds within which nothing is corrected, and from which on something is. */
const near = 0.012;
const off = 0.035;
const mostRate = 0.05;

export type Move = { readonly speed: number } | "jump" | null;

/**
 * What brings a film in that is `seconds` ahead of the house (behind: negative). `correcting` says whether it is being
 * brought in already, so that it is not left and taken up again at the edge; null leaves it as it is.
 */
export function steer(seconds: number, correcting: boolean, stalled: boolean): Move {
  const far = Math.abs(seconds);
  if (far > (stalled ? farOffAfterStall : farOff)) return "jump";
  if (far < near) return { speed: 1 };
  if (far < off && !correcting) return null;
  // A quarter of the way each second, in steps that the player need not take anew for every measurement.
  const rate = Math.min(mostRate, Math.max(0.005, Math.round(far * 0.25 * 200) / 200));
  return { speed: seconds > 0 ? 1 - rate : 1 + rate };
}

const lookEvery = 200;

export interface ShowingEvents {
  /** Seconds until the first picture; 0 once it has come. */
  begins(seconds: number): void;
  /** The browser lets no film play with sound before somebody has touched the page. */
  silenced(): void;
  over(): void;
}

export class Showing {
  private timer = 0;
  private stalled = true;
  private correcting = false;
  private jumping = false;
  /** Seconds that a jump takes until the film goes on, as the last ones took. */
  private lead = 0.25;
  private started = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private course: Course,
    /** The house's time in milliseconds. */
    private readonly now: () => number,
    private readonly isSet: () => boolean,
    private readonly events: ShowingEvents,
  ) {}

  /** The second that everybody sees; negative before the first picture. */
  place(): number {
    return this.now() / 1000 - this.course.begins / 1e6;
  }

  /** Seconds by which this film is ahead of the house. */
  ahead(): number {
    return this.video.currentTime - this.place();
  }

  get isOver(): boolean {
    return this.place() >= this.course.runs / 1e6;
  }

  get isJoined(): boolean {
    return this.timer !== 0;
  }

  moved(course: Course): void {
    this.course = course;
  }

  join(): void {
    if (this.isJoined) return;
    hold(this.video, true);
    this.takenAnew();
    this.timer = window.setInterval(this.look, lookEvery);
    for (const [name, heard] of this.heard) this.video.addEventListener(name, heard);
    this.look();
  }

  leave(): void {
    if (!this.isJoined) return;
    clearInterval(this.timer);
    this.timer = 0;
    for (const [name, heard] of this.heard) this.video.removeEventListener(name, heard);
    setSpeed(this.video, 1);
    hold(this.video, false);
  }

  private readonly heard: readonly (readonly [string, () => void])[] = [
    ["waiting", () => (this.stalled = true)],
    ["pause", () => (this.stalled = true)],
    ["playing", () => this.look()],
    ["seeked", () => (this.jumping = false)],
    ["emptied", () => this.takenAnew()],
  ];

  /** The player took the film anew after a fault of the browser: it stands still, at its beginning or anywhere. */
  private takenAnew(): void {
    this.started = false;
    this.stalled = true;
    this.jumping = false;
  }

  private readonly look = (): void => {
    const { video } = this;
    // A look that was set for the curtain may come after the viewer has left.
    if (!this.isJoined) return;
    // The device's own clock says nothing of the showing.
    if (!this.isSet()) return;
    const place = this.place();
    if (this.isOver) {
      this.leave();
      return this.events.over();
    }
    if (place < 0) return this.waitForCurtain(-place);
    if (!this.started) this.start();
    if (video.ended || video.seeking || this.jumping || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    const ahead = this.ahead();
    if (video.paused) return;
    const move = steer(ahead, this.correcting, this.stalled);
    if (move === "jump") return this.jump(ahead);
    this.stalled = false;
    if (!move) return;
    this.correcting = move.speed !== 1;
    if (video.defaultPlaybackRate !== move.speed) setSpeed(video, move.speed);
  };

  private waitForCurtain(seconds: number): void {
    this.events.begins(seconds);
    if (!this.video.paused) this.video.pause();
    if (lengthOf(this.video) > 0 && this.video.currentTime > 0.05) this.video.currentTime = 0;
    // Between two looks the film would begin late.
    if (seconds * 1000 < lookEvery) setTimeout(this.look, seconds * 1000);
  }

  private start(): void {
    this.started = true;
    this.events.begins(0);
    const { video } = this;
    void video.play().catch(() => {
      if (!this.isJoined) return;
      video.muted = true;
      this.events.silenced();
      void video.play().catch(() => undefined);
    });
  }

  private jump(ahead: number): void {
    const { video } = this;
    // What the last jump was off by, this one makes good.
    if (!this.stalled) this.lead = Math.min(2, Math.max(0.05, this.lead - Math.max(-1, Math.min(1, ahead)) / 2));
    const to = Math.min(this.place() + this.lead, Math.max(0, lengthOf(video) - 0.1));
    this.jumping = true;
    this.stalled = false;
    this.correcting = true;
    setSpeed(video, 1);
    video.currentTime = to;
  }
}

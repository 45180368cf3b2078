// Tells the house which seconds of the film were played, and which another time: of everybody's together it makes a curve
// of what is seen again and again. No name of anybody; nothing at all from who asks not to be tracked.

import { mayReport } from "./reports";

type Stretch = [from: number, to: number];

/** Milliseconds between two reports; the house takes no more than a few minutes of film in one. */
const every = 60_000;
/** Seconds of film that one report may tell. */
const most = 600;

/** `address`: where the house hears of it. */
export function reportSeen(video: HTMLVideoElement, address: string): void {
  if (!mayReport()) return;
  const seen = new SeenSeconds();
  let began = false;
  const tell = () => {
    const told = seen.take();
    if (!told) return;
    navigator.sendBeacon(address, JSON.stringify(began ? told : { began: true, ...told }));
    began = true;
  };
  video.addEventListener("timeupdate", () => {
    if (!video.paused && !video.seeking) seen.play(video.currentTime);
    if (seen.waiting >= most) tell();
  });
  video.addEventListener("seeking", () => seen.jump());
  setInterval(tell, every);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") tell();
  });
  addEventListener("pagehide", tell);
}

/** Which whole seconds were played since they were last told, apart those that had been played before. */
export class SeenSeconds {
  readonly #before = new Set<number>();
  #first: number[] = [];
  #again: number[] = [];
  #at = -1;

  /** The film stands at `time` and runs. */
  play(time: number): void {
    const second = Math.floor(time);
    // A player tells its time a few times a second; at double speed a second may be passed over.
    const from = this.#at >= 0 && second > this.#at && second - this.#at <= 4 ? this.#at + 1 : second;
    if (second === this.#at) return;
    this.#at = second;
    for (let at = from; at <= second; at += 1) {
      if (this.#before.has(at)) this.#again.push(at);
      else this.#first.push(at);
      this.#before.add(at);
    }
  }

  /** It goes on elsewhere. */
  jump(): void {
    this.#at = -1;
  }

  /** Seconds that are not told yet. */
  get waiting(): number {
    return this.#first.length + this.#again.length;
  }

  take(): { first: Stretch[]; again: Stretch[] } | null {
    if (this.waiting === 0) return null;
    const told = { first: stretches(this.#first), again: stretches(this.#again) };
    this.#first = [];
    this.#again = [];
    return told;
  }
}

/** Seconds in the order in which they were played, as stretches; the house takes 64 of them. */
function stretches(seconds: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  for (const second of seconds) {
    const last = found.at(-1);
    if (last && last[1] === second) last[1] = second + 1;
    else found.push([second, second + 1]);
  }
  return found.slice(0, 32);
}

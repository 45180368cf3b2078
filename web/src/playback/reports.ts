// Tells the house how playing went: how long the first picture took, how often the film stood still. Numbers only, no
// name of anything; nothing at all from who asks not to be tracked.

const ADDRESS = "/api/v1/playback-reports";

interface Told {
  startup_ms?: number;
  watched_ms?: number;
  stalls?: number;
  stalled_ms?: number;
}

/** `wished`: when the viewer asked for the film, by `performance.now()`. */
export function reportPlayback(video: HTMLVideoElement, wished: number): void {
  if (!mayReport()) return;
  const watch = new Watch();
  let asked = wished;
  let started = false;
  // A film that was ready and did not start by itself is asked for by the viewer's own hand.
  video.addEventListener("play", () => {
    if (!started && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) asked = performance.now();
  });
  video.addEventListener("playing", () => {
    if (!started) tell({ startup_ms: Math.round(performance.now() - asked) });
    started = true;
    watch.plays();
  });
  video.addEventListener("waiting", () => started && (video.seeking ? watch.rests() : watch.stalls()));
  video.addEventListener("pause", () => watch.rests());
  video.addEventListener("ended", () => watch.rests());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") tellWatched(watch);
  });
  addEventListener("pagehide", () => tellWatched(watch));
}

/** How long the film ran and stood, since it was last told. */
class Watch {
  private state: "rests" | "plays" | "stalls" = "rests";
  private since = performance.now();
  private watched = 0;
  private stalled = 0;
  private stallCount = 0;

  plays(): void {
    this.become("plays");
  }

  rests(): void {
    this.become("rests");
  }

  stalls(): void {
    if (this.state === "plays") this.stallCount += 1;
    this.become("stalls");
  }

  take(): Told {
    this.become(this.state);
    const told = {
      watched_ms: Math.round(this.watched),
      stalls: this.stallCount,
      stalled_ms: Math.round(this.stalled),
    };
    this.watched = this.stalled = this.stallCount = 0;
    return told;
  }

  private become(state: "rests" | "plays" | "stalls"): void {
    const now = performance.now();
    if (this.state === "plays") this.watched += now - this.since;
    if (this.state === "stalls") this.stalled += now - this.since;
    this.since = now;
    this.state = state;
  }
}

function tellWatched(watch: Watch): void {
  const told = watch.take();
  if (told.watched_ms || told.stalls) tell(told);
}

function tell(told: Told): void {
  // What cannot be told is not told: no answer is awaited, nothing is tried again.
  navigator.sendBeacon(ADDRESS, JSON.stringify(told));
}

/** Who asks not to be tracked is not counted. */
export function mayReport(): boolean {
  const asks = navigator as Navigator & { globalPrivacyControl?: boolean };
  return navigator.doNotTrack !== "1" && asks.globalPrivacyControl !== true && "sendBeacon" in navigator;
}

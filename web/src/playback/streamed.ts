import type shaka from "shaka-player/dist/shaka-player.dash-es2021.js";
import { Bookmark } from "./bookmark";
import { crossGaps } from "./gaps";
import { soundName, subtitlesName } from "./names";
import type { Choice, Playback, PlaybackEvents } from "./playback";
import { readPreferences, remember } from "./preferences";
import { measureOf } from "./first";
import { firstEstimate, smallestFirst, streamingSettings } from "./settings";
import { isGone, lacksKey, troubleOf } from "./trouble";

type Shaka = typeof shaka;

const mimeTypes = { dash: "application/dash+xml", hls: "application/vnd.apple.mpegurl" };

/** Shaka Player, fed by DASH or by HLS. */
export class StreamedPlayback implements Playback {
  private readonly player: shaka.Player;
  private readonly ready: Promise<unknown>;
  private readonly abr: shaka.abr.SimpleAbrManager;
  private readonly bookmark: Bookmark;
  private automatic = true;
  private troubled = false;
  private judging = false;
  private withdrawn = false;
  private retries = 0;
  private loadedOnce = false;
  /** The film is here and its key is not. */
  private shut = false;
  private from = 0;

  constructor(
    private readonly shaka: Shaka,
    readonly protocol: "dash" | "hls",
    private readonly manifest: string,
    private readonly video: HTMLVideoElement,
    subtitles: HTMLElement,
    private readonly events: PlaybackEvents,
    /** Addresses of first segments that were asked for already; none when the film does not start there. */
    private first: readonly string[],
  ) {
    shaka.polyfill.installAll();
    this.abr = new shaka.abr.SimpleAbrManager();
    this.player = new shaka.Player();
    this.player.setVideoContainer(subtitles);
    const preferences = readPreferences();
    const estimate = this.first.length > 0 ? smallestFirst : firstEstimate(preferences.bandwidth);
    this.player.configure(streamingSettings(estimate));
    this.player.configure("abrFactory", () => this.abr);
    if (preferences.sound) this.player.configure("preferredAudio", [{ language: preferences.sound }]);
    if (preferences.subtitles) this.player.configure("preferredText", [{ language: preferences.subtitles }]);
    this.listen();
    crossGaps(video);
    this.bookmark = new Bookmark(video);
    this.ready = this.player.attach(video);
  }

  async load(from: number): Promise<void> {
    this.from = from;
    this.shut = false;
    this.bookmark.forget();
    await this.ready;
    try {
      await this.player.load(this.manifest, from > 0 ? from : null, mimeTypes[this.protocol]);
      this.loadedOnce = true;
      this.settle();
      this.events.choicesChanged();
    } catch (error) {
      this.fail(error);
    }
  }

  qualities(): Choice[] {
    const tracks = this.pictures();
    if (tracks.length < 2) return [];
    const active = tracks.find((track) => track.active);
    const name = (track: shaka.extern.VideoTrack) => `${track.height ?? 0}p`;
    const automatic: Choice = {
      id: "auto",
      label: this.automatic && active ? `Auto (${name(active)})` : "Auto",
      chosen: this.automatic,
    };
    const fixed = tracks.map((track) => ({
      id: pictureId(track),
      label: name(track),
      chosen: !this.automatic && track.active,
    }));
    return [automatic, ...fixed];
  }

  chooseQuality(id: string): void {
    const track = this.pictures().find((candidate) => pictureId(candidate) === id);
    this.automatic = !track;
    this.player.configure("abr.enabled", this.automatic);
    // What is loaded beyond the next two seconds is replaced, so that the choice is seen at once.
    if (track) this.player.selectVideoTrack(track, true, 2);
    this.events.choicesChanged();
  }

  sounds(): Choice[] {
    const tracks = this.player.getAudioTracks();
    return tracks.map((track, index) => ({
      id: soundId(track),
      label: soundName(track.language, track.label, track.channelsCount, index + 1),
      chosen: track.active,
    }));
  }

  chooseSound(id: string): void {
    const track = this.player.getAudioTracks().find((candidate) => soundId(candidate) === id);
    if (!track) return;
    this.player.selectAudioTrack(track);
    remember({ sound: track.language });
    this.events.choicesChanged();
  }

  subtitles(): Choice[] {
    return this.player.getTextTracks().map((track, index) => ({
      id: String(track.id),
      label: subtitlesName(track.language, track.label, hearingImpaired(track), index + 1),
      chosen: track.active,
    }));
  }

  chooseSubtitles(id: string | null): void {
    const track = this.player.getTextTracks().find((candidate) => String(candidate.id) === id) ?? null;
    this.player.selectTextTrack(track);
    remember({ subtitles: track?.language ?? "" });
    this.events.choicesChanged();
  }

  tryAgain(): void {
    if (this.shut) void this.open();
    else if (!this.loadedOnce) void this.load(this.from);
    else this.player.retryStreaming(0.05);
  }

  /** Asks for the key anew: the film is loaded again, and plays if it opens. */
  private async open(): Promise<void> {
    await this.load(this.video.currentTime || this.from);
    if (this.shut) return;
    await this.video.play().catch(() => {});
  }

  frameLength(): number | null {
    const rate = this.player.getVariantTracks().find((track) => track.active)?.frameRate;
    return rate ? 1 / rate : null;
  }

  /** One per height, tallest first. */
  private pictures(): shaka.extern.VideoTrack[] {
    return this.player.getVideoTracks().sort((a, b) => (b.height ?? 0) - (a.height ?? 0) || b.bandwidth - a.bandwidth);
  }

  private listen(): void {
    const { player } = this;
    for (const name of ["trackschanged", "adaptation", "variantchanged", "audiotrackchanged", "textchanged"]) {
      player.addEventListener(name, () => this.events.choicesChanged());
    }
    player.addEventListener("segmentappended", () => {
      this.settle();
      this.tellLine();
    });
    player.addEventListener("error", (event) => this.fail((event as unknown as CustomEvent<unknown>).detail));
    player.getNetworkingEngine()?.addEventListener("retry", (event) => {
      const { error } = event as unknown as { error?: unknown };
      if (!isGone(error)) return;
      // What is gone does not come back by asking three times more. Another rendition may be there still.
      event.preventDefault();
      this.judge(error, false);
    });
    window.addEventListener("online", () => {
      if (this.troubled) this.tryAgain();
    });
    window.addEventListener("pagehide", () => {
      const bandwidth = player.getStats().estimatedBandwidth;
      if (bandwidth > 0) remember({ bandwidth: Math.round(bandwidth) });
    });
  }

  /** The first segments came before the player did, so it cannot measure the line on them: it is told. */
  private tellLine(): void {
    const measure = measureOf(this.first);
    this.first = [];
    if (!measure) return;
    this.player.configure("abr.defaultBandwidthEstimate", firstEstimate((8000 * measure.bytes) / measure.millis));
    this.abr.segmentDownloaded(measure.millis, measure.bytes, this.automatic);
  }

  private fail(error: unknown): void {
    const { Severity, Code } = this.shaka.util.Error;
    const { severity, code } = error as Partial<shaka.util.Error>;
    if (severity === Severity.RECOVERABLE && this.loadedOnce) return;
    if (code === Code.LOAD_INTERRUPTED || code === Code.OPERATION_ABORTED) return;
    this.judge(error, true);
  }

  private judge(error: unknown, final: boolean): void {
    if (this.judging && !final) return;
    this.judging = true;
    this.shut ||= lacksKey(error);
    void troubleOf(error, this.manifest).then((trouble) => {
      this.judging = false;
      if (this.withdrawn || (!final && trouble !== "withdrawn" && trouble !== "early")) return;
      this.withdrawn = trouble === "withdrawn";
      this.troubled = true;
      if (this.withdrawn) void this.player.unload(false);
      this.events.troubled(trouble);
      if (trouble === "connection" || trouble === "house" || trouble === "early") this.askLater();
    });
  }

  /** 1, 2, 4, 8, then every 8 seconds; the browser's "online" event cuts the wait short. */
  private askLater(): void {
    const wait = Math.min(8, 2 ** this.retries++);
    setTimeout(() => {
      if (this.troubled) this.tryAgain();
    }, wait * 1000);
  }

  private settle(): void {
    if (this.shut) return;
    this.retries = 0;
    if (!this.troubled) return;
    this.troubled = false;
    this.events.recovered();
  }
}

function pictureId(track: shaka.extern.VideoTrack): string {
  return `${track.width}x${track.height}@${track.bandwidth}`;
}

function soundId(track: shaka.extern.AudioTrack): string {
  return [track.language, track.label, track.channelsCount, ...track.roles].join("|");
}

function hearingImpaired(track: shaka.extern.TextTrack): boolean {
  return track.kind === "captions" || track.roles.includes("caption") || track.roles.includes("captions");
}

import { soundName, subtitlesName } from "./names";
import type { Choice, Playback, PlaybackEvents } from "./playback";
import { readPreferences, remember } from "./preferences";

const hls = "application/vnd.apple.mpegurl";

export function playsHlsItself(): boolean {
  return document.createElement("video").canPlayType(hls) !== "";
}

/** Safari's list of sound tracks; not in the other browsers, nor in TypeScript's types. */
interface SoundTrack {
  enabled: boolean;
  readonly label: string;
  readonly language: string;
}
type WithSounds = HTMLVideoElement & { audioTracks?: ArrayLike<SoundTrack> & Partial<EventTarget> };

/** The browser plays HLS itself: it chooses the picture, and we ask it for sound and subtitles. */
export class NativePlayback implements Playback {
  readonly protocol = "native";
  private from = 0;
  private loadedOnce = false;

  constructor(
    private readonly address: string,
    private readonly video: HTMLVideoElement,
    private readonly events: PlaybackEvents,
  ) {
    video.addEventListener("error", () => events.troubled(this.trouble()));
    const changed = () => events.choicesChanged();
    for (const list of [video.textTracks, (video as WithSounds).audioTracks]) {
      for (const name of ["addtrack", "removetrack", "change"]) list?.addEventListener?.(name, changed);
    }
  }

  load(from: number): Promise<void> {
    this.from = from;
    const { video } = this;
    return new Promise((resolve) => {
      const known = () => {
        this.loadedOnce = true;
        if (from > 0) video.currentTime = from;
        this.applyPreferences();
        this.events.recovered();
        this.events.choicesChanged();
        resolve();
      };
      video.addEventListener("loadedmetadata", known, { once: true });
      video.addEventListener("error", () => resolve(), { once: true });
      video.src = this.address;
      video.load();
    });
  }

  qualities(): Choice[] {
    return [];
  }

  chooseQuality(): void {}

  sounds(): Choice[] {
    return this.soundTracks().map((track, index) => ({
      id: String(index),
      label: soundName(track.language, track.label, null, index + 1),
      chosen: track.enabled,
    }));
  }

  chooseSound(id: string): void {
    this.soundTracks().forEach((track, index) => {
      track.enabled = String(index) === id;
      if (track.enabled) remember({ sound: track.language });
    });
    this.events.choicesChanged();
  }

  subtitles(): Choice[] {
    return this.textTracks().map((track, index) => ({
      id: String(index),
      label: subtitlesName(track.language, track.label, track.kind === "captions", index + 1),
      chosen: track.mode === "showing",
    }));
  }

  chooseSubtitles(id: string | null): void {
    this.textTracks().forEach((track, index) => {
      track.mode = String(index) === id ? "showing" : "disabled";
    });
    remember({ subtitles: id === null ? "" : (this.textTracks()[Number(id)]?.language ?? "") });
    this.events.choicesChanged();
  }

  tryAgain(): void {
    void this.load(this.loadedOnce ? this.video.currentTime || this.from : this.from);
  }

  frameLength(): number | null {
    return null;
  }

  private applyPreferences(): void {
    const { subtitles, sound } = readPreferences();
    const text = this.textTracks().findIndex((track) => track.language === subtitles);
    if (subtitles && text >= 0) this.chooseSubtitles(String(text));
    const voice = this.soundTracks().findIndex((track) => track.language === sound);
    if (sound && voice >= 0) this.chooseSound(String(voice));
  }

  private soundTracks(): SoundTrack[] {
    return Array.from((this.video as WithSounds).audioTracks ?? []);
  }

  private textTracks(): TextTrack[] {
    return Array.from(this.video.textTracks).filter(({ kind }) => kind === "subtitles" || kind === "captions");
  }

  private trouble(): "connection" | "undecodable" | "withdrawn" | "unsupported" {
    switch (this.video.error?.code) {
      case MediaError.MEDIA_ERR_NETWORK:
        return "connection";
      case MediaError.MEDIA_ERR_DECODE:
        return "undecodable";
      default:
        return this.loadedOnce ? "withdrawn" : "unsupported";
    }
  }
}

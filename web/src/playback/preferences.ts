// What this browser remembers of the person watching. Storage may be forbidden or full: then nothing is remembered.

export interface Preferences {
  volume: number;
  muted: boolean;
  sound: string;
  subtitles: string;
  /** Bits per second that the last film came in with. */
  bandwidth: number;
}

const place = "marquee.preferences";
const unknown: Preferences = { volume: 1, muted: false, sound: "", subtitles: "", bandwidth: 0 };

export function readJson(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

export function writeJson(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows and full storage refuse; the film plays on.
  }
}

export function readPreferences(): Preferences {
  const stored = readJson(place);
  const known: Preferences = { ...unknown };
  if (typeof stored !== "object" || stored === null) return known;
  const { volume, muted, sound, subtitles, bandwidth } = stored as Partial<Record<keyof Preferences, unknown>>;
  if (typeof volume === "number" && volume >= 0 && volume <= 1) known.volume = volume;
  if (typeof muted === "boolean") known.muted = muted;
  if (typeof sound === "string") known.sound = sound;
  if (typeof subtitles === "string") known.subtitles = subtitles;
  if (typeof bandwidth === "number" && bandwidth > 0 && Number.isFinite(bandwidth)) known.bandwidth = bandwidth;
  return known;
}

export function remember(change: Partial<Preferences>): void {
  writeJson(place, { ...readPreferences(), ...change });
}

// What the house found on a tape, as its API tells it.

export interface Analysis {
  readonly length_s: number;
  readonly picture: Picture | null;
  readonly sound: Sound | null;
  readonly findings: readonly Finding[];
  readonly lines: readonly Said[];
}

export interface Said {
  readonly start_s: number;
  readonly end_s: number;
  readonly text: string;
  readonly speaker: string | null;
}

export interface Moment {
  readonly rank: number;
  readonly start_s: number;
  readonly end_s: number;
  readonly kind: string;
  readonly title: string;
  readonly reasons: readonly string[];
  /** Address of a small picture. */
  readonly still: string | null;
  readonly pinned: boolean;
}

export interface Picture {
  readonly shots: readonly Shot[];
  readonly stills: readonly Still[];
  readonly still_width: number;
  readonly still_height: number;
  readonly brightness: PackedCurve;
  readonly motion: PackedCurve;
}

export interface Shot {
  readonly start_s: number;
  readonly end_s: number;
  readonly frames: number;
  readonly transition_in: "start" | "cut" | "dissolve" | "fade";
  readonly transition_frames: number;
}

export interface Still {
  readonly at_s: number;
  readonly address: string;
}

export interface Sound {
  readonly spans: readonly Heard[];
  readonly peak: PackedCurve;
  readonly rms: PackedCurve;
  readonly short_term: PackedCurve;
}

export interface Heard {
  readonly class: string;
  readonly start_s: number;
  readonly end_s: number;
}

export interface Finding {
  readonly kind: string;
  readonly start_s: number;
  readonly end_s: number;
  readonly sentence: string;
}

interface PackedCurve {
  readonly per_second: number;
  readonly values: string;
}

/** Evenly spaced values; NaN where there is none. */
export interface Curve {
  readonly perSecond: number;
  readonly values: Float32Array;
}

const nothing = -32_768;

export function unpack({ per_second, values }: PackedCurve): Curve {
  const bytes = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const numbers = new Float32Array(bytes.length >> 1);
  for (let at = 0; at < numbers.length; at += 1) {
    const value = view.getInt16(at * 2, true);
    numbers[at] = value === nothing ? NaN : value;
  }
  return { perSecond: Math.max(per_second, 1), values: numbers };
}

/** The largest value of a stretch; NaN where there is none. */
export function largest({ perSecond, values }: Curve, from: number, to: number): number {
  const first = Math.max(Math.floor(from * perSecond), 0);
  const last = Math.min(Math.max(Math.ceil(to * perSecond), first + 1), values.length);
  let most = NaN;
  for (let at = first; at < last; at += 1) {
    const value = values[at] ?? NaN;
    if (!(value <= most)) most = Number.isNaN(value) ? most : value;
  }
  return most;
}

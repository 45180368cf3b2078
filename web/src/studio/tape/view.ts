// Which part of the tape is seen, and where on the page a second lies.

const shortest = 2;

export interface View {
  readonly from: number;
  readonly to: number;
}

export function whole(length: number): View {
  return { from: 0, to: Math.max(length, shortest) };
}

/** Nearer (`factor` under 1) or farther, with this second staying where it is. */
export function zoomed(view: View, length: number, factor: number, around: number): View {
  const span = Math.min(Math.max((view.to - view.from) * factor, shortest), Math.max(length, shortest));
  const share = (around - view.from) / (view.to - view.from);
  return within(around - share * span, span, length);
}

export function moved(view: View, length: number, seconds: number): View {
  return within(view.from + seconds, view.to - view.from, length);
}

/** So that this second is seen. */
export function following(view: View, length: number, second: number): View {
  if (second >= view.from && second <= view.to) return view;
  const span = view.to - view.from;
  return within(second - span / 10, span, length);
}

function within(from: number, span: number, length: number): View {
  const start = Math.min(Math.max(from, 0), Math.max(length - span, 0));
  return { from: start, to: start + span };
}

/** Seconds between the marks of the ruler: so that one has room for its time. */
export function markEvery(view: View, width: number): number {
  const room = ((view.to - view.from) / Math.max(width, 1)) * 72;
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  return steps.find((step) => step >= room) ?? 7200;
}

/** "1:02:03", with tenths where marks stand closer than a second. */
export function clock(seconds: number, tenths = false): string {
  const whole = tenths ? Math.round(seconds * 10) / 10 : Math.floor(seconds + 1e-6);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = (whole % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

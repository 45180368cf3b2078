// What is left until an opening, as figures for the sign and as words for who listens.

export interface Left {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** Whole seconds, the begun one counts: the last second shows 1, and 0 is the instant itself. */
export function leftOf(millis: number): Left {
  const all = Math.max(0, Math.ceil(millis / 1000));
  return {
    days: Math.floor(all / 86_400),
    hours: Math.floor(all / 3600) % 24,
    minutes: Math.floor(all / 60) % 60,
    seconds: all % 60,
  };
}

/** "04:33:21"; days stand beside it. */
export function figuresOf({ hours, minutes, seconds }: Left): string {
  return [hours, minutes, seconds].map((part) => String(part).padStart(2, "0")).join(":");
}

/** "12 days, 4 hours and 33 minutes"; seconds only in the last minute. */
export function wordsOf({ days, hours, minutes, seconds }: Left): string {
  const parts = [counted(days, "day"), counted(hours, "hour"), counted(minutes, "minute")].filter(Boolean);
  if (parts.length === 0) return counted(seconds, "second") || "now";
  const last = parts.pop();
  return parts.length > 0 ? `${parts.join(", ")} and ${last}` : `${last}`;
}

function counted(count: number, noun: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** How many of `bulbs` are lit: none until the last minute, then one after the other, all at the instant. */
export function litOf(bulbs: number, millisLeft: number): number {
  if (millisLeft >= 60_000) return 0;
  return Math.min(bulbs, Math.floor((bulbs * (60_000 - Math.max(0, millisLeft))) / 60_000));
}

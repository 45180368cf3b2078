// How Studio says times, sizes and speeds.

const nbsp = "\u00a0";
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const zone = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short", hour: "2-digit" });

/** "22 Nov 2026, 21:00", in the zone of who looks. */
export function instant(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : moment.format(date);
}

/** The name of the viewer's own zone at that instant: "CET", "GMT+2". */
export function zoneAt(date: Date): string {
  return zone.formatToParts(date).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** "3.2 GB", in decimal units. */
export function bytes(count: number): string {
  let unit = 0;
  let rest = count;
  while (rest >= 999.95 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${unit === 0 || rest >= 99.95 ? Math.round(rest) : rest.toFixed(1)}${nbsp}${units[unit]}`;
}

export function speed(perSecond: number): string {
  return `${bytes(perSecond)}/s`;
}

/** "12 s", "3:05", "1:02:03". */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return `${seconds}${nbsp}s`;
  return clock(seconds);
}

/** "1:02:03" or "3:05". */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** "1:02:03.400", for places in a film. */
export function place(milliseconds: number): string {
  const parts = String(Math.round(milliseconds) % 1000).padStart(3, "0");
  return `${clock(milliseconds / 1000)}.${parts}`;
}

/** Milliseconds of "1:02:03.4", "62.5" or "1:02,400"; null for anything else. */
export function readPlace(text: string): number | null {
  const match = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const [, hours = "0", minutes = "0", seconds = "0", parts = ""] = match;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(parts.padEnd(3, "0"));
}

/** "1 film", "2 films". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

/** Times that the house wrote in its own zone are told in the zone of who looks. */
export function tellTimes(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const date = new Date(element.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    element.textContent = moment.format(date);
    element.title = `${zoneAt(date)}; ${element.dateTime}`;
    element.removeAttribute("data-local");
  }
}

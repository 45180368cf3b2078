// Film time for the eye and for the ear.

/** "4:05" or "1:04:05"; with hours when `like`, the film's length, has them, so that the digits never move. */
export function clockFace(seconds: number, like = seconds): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  if (like < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return `${Math.floor(whole / 3600)}:${two(minutes)}:${two(whole % 60)}`;
}

/** "1 hour 4 minutes 5 seconds" */
export function spokenTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const parts = [
    count(Math.floor(whole / 3600), "hour"),
    count(Math.floor(whole / 60) % 60, "minute"),
    count(whole % 60, "second"),
  ].filter(Boolean);
  return parts.join(" ") || "0 seconds";
}

function count(value: number, name: string): string {
  return value === 0 ? "" : `${value} ${name}${value === 1 ? "" : "s"}`;
}

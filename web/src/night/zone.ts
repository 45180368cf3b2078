/**
 * "Sunday, 20 December 2026 at 20:00 EST": an instant in the device's own zone, as its owner writes times where the page
 * is in their language.
 */
export function inOwnZone(millis: number): string {
  const form: Intl.DateTimeFormatOptions = {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  };
  const own = navigator.language.startsWith("en") ? navigator.language : "en-GB";
  return new Intl.DateTimeFormat(own, form).format(millis);
}

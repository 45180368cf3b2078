/** A list that the page wrote as JSON; an empty one when it did not. */
export function readList(text: string | undefined): unknown[] {
  if (!text) return [];
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

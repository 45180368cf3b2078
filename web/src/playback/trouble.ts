import type { Trouble } from "./playback";
import { keyAddress } from "./sealed";

// Shaka's numbers for its errors, as its documentation of shaka.util.Error.Code lists them.
const badStatus = 1001;
const httpError = 1002;
const timeout = 1003;
const licenceFailed = 6007;
const categories = { network: 1, media: 3, manifest: 4 };

interface Failure {
  category?: number;
  code?: number;
  data?: unknown[];
}

function statusOf(error: unknown): number {
  const { code, data } = (error ?? {}) as Failure;
  return code === badStatus && typeof data?.[1] === "number" ? data[1] : 0;
}

/** Whether the house answered that there is no such thing, or none for this viewer. */
export function isGone(error: unknown): boolean {
  return [401, 403, 404, 410, 451].includes(statusOf(error));
}

/** What was asked for when a key could not be had, by a licence or as HLS asks; null when it was no key. */
function keyFailure(error: unknown): unknown {
  const { code, data } = (error ?? {}) as Failure;
  if (code === licenceFailed) return data?.[0] ?? null;
  const [asked] = code === badStatus || code === httpError || code === timeout ? (data ?? []) : [];
  return typeof asked === "string" && keyAddress.test(asked) ? error : null;
}

/** Whether the film stands still for want of its key: nothing plays until the house was asked for it again. */
export function lacksKey(error: unknown): boolean {
  return keyFailure(error) !== null;
}

/** What an error means to the person watching. A refusal is looked at twice: the film itself may be there still. */
export async function troubleOf(error: unknown, manifest: string): Promise<Trouble> {
  const key = keyFailure(error);
  // The film lies there sealed, and its key does not come: it has not opened.
  if (key && isGone(key)) return (await answers(manifest)) ? "early" : "withdrawn";
  const { category, code } = (key ?? error ?? {}) as Failure;
  if (isGone(error)) return (await answers(manifest)) ? "broken" : "withdrawn";
  if (code === httpError || code === timeout) return "connection";
  if (category === categories.network) return "house";
  if (category === categories.media) return "undecodable";
  if (category === categories.manifest) return "unsupported";
  return "broken";
}

async function answers(manifest: string): Promise<boolean> {
  try {
    return (await fetch(manifest, { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return true;
  }
}

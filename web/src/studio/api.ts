// The house's own API, as Studio uses it: JSON both ways, problems as sentences, versions as entity tags.

export interface Answer<T> {
  readonly body: T;
  /** The record's version, to be sent back with a change. */
  readonly etag: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

interface Request {
  readonly body?: unknown;
  /** The version that the change was made from. */
  readonly etag?: string | null;
  readonly signal?: AbortSignal;
}

/** An answer that is no success; `message` is for people. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Which field of the form it is about. */
    readonly field: string | null,
    /** On 412: the record as it stands. */
    readonly current: unknown,
    readonly etag: string | null,
  ) {
    super(message);
  }
}

const base = "/api/v1";

export async function ask<T>(method: string, path: string, { body, etag, signal }: Request = {}): Promise<Answer<T>> {
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (etag) headers.set("if-match", etag);
  // Sent again after a broken line, a POST is still done once.
  if (method === "POST") headers.set("idempotency-key", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  const init: RequestInit = { method, headers, cache: "no-store", credentials: "same-origin" };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  const answer = await send(path, init);
  const text = await answer.text();
  if (!answer.ok) throw refusal(answer, text);
  return { body: (text ? JSON.parse(text) : null) as T, etag: answer.headers.get("etag") };
}

/** All items of a list, page by page; `more` is called after each. */
export async function askAll<T>(path: string, more: (items: readonly T[]) => void, signal?: AbortSignal): Promise<void> {
  let cursor: string | null = null;
  do {
    const address = new URL(base + path, location.origin);
    address.searchParams.set("limit", "200");
    if (cursor) address.searchParams.set("cursor", cursor);
    const { body }: Answer<Page<T>> = await ask("GET", address.pathname.slice(base.length) + address.search, signal ? { signal } : {});
    more(body.items);
    cursor = body.next;
  } while (cursor);
}

export function addressOf(path: string): string {
  return base + path;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(base + path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "The house does not answer. Nothing was changed; try again in a moment.", null, null, null);
  }
}

function refusal(answer: Response, text: string): Refusal {
  let problem: Record<string, unknown> = {};
  try {
    problem = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Not from the house itself: a proxy, say.
  }
  const detail = typeof problem.detail === "string" ? asSentence(problem.detail) : sentence(answer.status);
  const field = typeof problem.field === "string" ? problem.field : null;
  const current = problem.current ?? (answer.status === 412 ? problem : null);
  return new Refusal(answer.status, detail, field, current, answer.headers.get("etag"));
}

/** "the link is gone" is said to programs too; on a page it is a sentence. */
function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…)”]$/.test(text) ? "" : ".");
}

function sentence(status: number): string {
  if (status === 401) return "Your visit has ended. Log in again in another tab, then try once more: what you wrote is still here.";
  if (status === 403) return "Your role in this house does not allow that. Nothing was changed.";
  if (status === 404) return "That is no longer there.";
  if (status === 412) return "Somebody else changed it in the meantime. Nothing of yours is lost.";
  if (status === 413) return "That is larger than this house takes.";
  if (status === 429) return "Too many at once. Wait a moment, then try again.";
  return "Something failed on our side. Nothing was changed; try again in a moment.";
}

/** The sentence of whatever went wrong. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

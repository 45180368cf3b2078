// What the house says of an upload after, or between, the sending.

import { ask, Refusal, type Page } from "../api";

export interface Upload {
  readonly id: string;
  readonly file_name: string;
  readonly language: string | null;
  /** The title that was drafted of it. */
  readonly title: string | null;
  readonly state: "receiving" | "arrived" | "taken_in" | "refused";
  readonly sentence: string | null;
  /** It is damaged; the part of it that can be read may be taken. */
  readonly salvageable: boolean;
  readonly asset: string | null;
}

export interface Kept {
  readonly id: string;
  readonly kind: string;
  readonly file_name: string;
}

export async function uploadAt(address: string): Promise<Upload> {
  const { body } = await ask<Upload>("GET", address.replace(/^\/api\/v1/, ""));
  return body;
}

export async function salvage(upload: Upload): Promise<Upload> {
  const { body } = await ask<Upload>("POST", `/uploads/${upload.id}/salvage`);
  return body;
}

/** What it became in the archive; null while, or because, it is not there. */
export async function keptAs(upload: Upload): Promise<Kept | null> {
  if (upload.state !== "taken_in" || !upload.asset) return null;
  const { body } = await ask<Kept>("GET", `/assets/${upload.asset}`);
  return body;
}

export interface Drafted {
  /** The title, once it is there. */
  readonly title: string | null;
  /** Why it could not be made. */
  readonly sentence: string | null;
}

interface DraftStep {
  readonly state: string;
  readonly reason: string | null;
}

/** What became of the title that was wished for with a film; null while it is being made. */
export async function draftOf({ title }: Upload): Promise<Drafted | null> {
  if (!title) return { title: null, sentence: null };
  const { body } = await ask<Page<DraftStep>>("GET", `/jobs?kind=draft-title&title=${title}&limit=1`);
  const step = body.items[0];
  if (step && step.state !== "done") {
    const isOver = step.state === "failed" || step.state === "cancelled";
    return isOver ? { title: null, sentence: `No title could be made of it. ${step.reason ?? ""}`.trim() } : null;
  }
  try {
    await ask("GET", `/titles/${title}`);
    return { title, sentence: null };
  } catch (error) {
    // A photograph, say, becomes no title.
    if (error instanceof Refusal && error.status === 404) return { title: null, sentence: null };
    throw error;
  }
}

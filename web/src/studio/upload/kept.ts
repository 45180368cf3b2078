// What the house says of an upload after, or between, the sending.

import { ask } from "../api";

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

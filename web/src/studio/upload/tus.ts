// One file on its way into the house, by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload): the house
// says how many bytes it has, and the rest is sent from there, however often the line breaks.

import { addressOf } from "../api";
import { forget, recall, remember } from "./remembered";

export type State = "waiting" | "sending" | "paused" | "broken" | "sent" | "refused";

/** What is said about the file beside its name. */
export interface Meaning {
  readonly kind?: string;
  readonly language?: string;
  /** The name of the title that a film becomes; with `publish` it is drafted as soon as the film is in. */
  readonly title?: string;
  readonly publish?: "draft";
}

export const version = "1.0.0";
/** One request carries this much: a proxy before the house may cut what is larger. */
const portion = 256 * 1024 * 1024;
const patience = [1000, 2000, 5000, 10_000, 20_000];

/** A refusal that trying again would not change. */
class Refused extends Error {}
class Stopped extends Error {}

export class Tus {
  state: State = "waiting";
  sent = 0;
  /** Why it was refused, or what it waits for. */
  sentence = "";
  /** Where the house keeps it, once it does. */
  address: string | null;
  private request: XMLHttpRequest | null = null;
  private wake: (() => void) | null = null;
  private stopped = false;

  constructor(
    readonly file: File,
    private readonly meaning: Meaning,
    private readonly changed: () => void,
  ) {
    this.address = recall(file);
  }

  /** Resolves when the file is whole in the house, was refused, or was paused. */
  async send(): Promise<void> {
    this.stopped = false;
    for (let attempt = 0; ; ) {
      const before = this.sent;
      try {
        this.tell("sending", "");
        await this.goOn();
        forget(this.file);
        return this.tell("sent", "");
      } catch (error) {
        if (this.stopped || error instanceof Stopped) return this.tell("paused", "");
        if (error instanceof Refused) {
          forget(this.file);
          return this.tell("refused", error.message);
        }
        attempt = this.sent > before ? 0 : attempt + 1;
        this.tell("broken", "The line is broken. It goes on by itself as soon as the house answers.");
        await this.rest(patience[Math.min(attempt, patience.length - 1)] ?? 20_000);
        if (this.stopped) return this.tell("paused", "");
      }
    }
  }

  pause(): void {
    this.stopped = true;
    this.request?.abort();
    this.wake?.();
    if (this.state !== "sending") this.tell("paused", "");
  }

  /** Gives it up: the house forgets what it has. */
  async give(): Promise<void> {
    this.pause();
    forget(this.file);
    if (this.address) await this.ask("DELETE", this.address, {}, null).catch(() => undefined);
    this.address = null;
  }

  private async goOn(): Promise<void> {
    let offset = this.address ? await this.offset(this.address) : null;
    if (offset === null) {
      this.address = await this.create();
      remember(this.file, this.address);
      offset = 0;
    }
    this.sent = offset;
    this.changed();
    while (offset < this.file.size) {
      const end = Math.min(offset + portion, this.file.size);
      offset = await this.portion(this.address as string, offset, end);
      this.sent = offset;
      this.changed();
    }
  }

  private async create(): Promise<string> {
    const about = { filename: this.file.name, ...this.meaning };
    const metadata = Object.entries(about).flatMap(([key, value]) => (value ? [`${key} ${base64(value)}`] : []));
    const headers = { "upload-length": String(this.file.size), "upload-metadata": metadata.join(",") };
    const answer = await this.ask("POST", addressOf("/uploads"), headers, null);
    const place = answer.getResponseHeader("location");
    if (!place) throw new Error("the house named no address for the upload");
    return new URL(place, location.href).pathname;
  }

  /** How many bytes the house has; null when it no longer knows the upload. */
  private async offset(address: string): Promise<number | null> {
    const answer = await this.raw("HEAD", address, {}, null);
    if (answer.status === 404 || answer.status === 410) return null;
    this.judge(answer);
    const offset = Number(answer.getResponseHeader("upload-offset"));
    const length = answer.getResponseHeader("upload-length");
    return length !== null && Number(length) !== this.file.size ? null : offset;
  }

  private async portion(address: string, from: number, to: number): Promise<number> {
    const headers = { "upload-offset": String(from), "content-type": "application/offset+octet-stream" };
    const answer = await this.ask("PATCH", address, headers, this.file.slice(from, to), (bytes) => {
      this.sent = Math.min(to, from + bytes);
      this.changed();
    });
    return Number(answer.getResponseHeader("upload-offset"));
  }

  private async ask(method: string, address: string, headers: Readonly<Record<string, string>>, body: Blob | null, progress?: (bytes: number) => void): Promise<XMLHttpRequest> {
    const answer = await this.raw(method, address, headers, body, progress);
    this.judge(answer);
    return answer;
  }

  private judge(answer: XMLHttpRequest): void {
    const { status } = answer;
    if (status >= 200 && status < 300) return;
    // Another attempt still holds it (409, 423), too many at once (429), or the house is being restarted (5xx).
    if (status === 0 || status === 409 || status === 423 || status === 429 || (status >= 500 && status !== 507)) {
      throw new Error(`the house answered ${status}`);
    }
    throw new Refused(detail(answer) ?? `The house does not take this file (${status}).`);
  }

  private raw(method: string, address: string, headers: Readonly<Record<string, string>>, body: Blob | null, progress?: (bytes: number) => void): Promise<XMLHttpRequest> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.open(method, address);
      request.setRequestHeader("tus-resumable", version);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      if (progress) request.upload.addEventListener("progress", ({ loaded }) => progress(loaded));
      request.addEventListener("load", () => resolve(request));
      request.addEventListener("error", () => reject(new Error("the line broke")));
      request.addEventListener("abort", () => reject(new Stopped()));
      request.send(body);
    });
  }

  private rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const up = () => {
        clearTimeout(timer);
        window.removeEventListener("online", up);
        this.wake = null;
        resolve();
      };
      const timer = window.setTimeout(up, milliseconds);
      window.addEventListener("online", up);
      this.wake = up;
    });
  }

  private tell(state: State, sentence: string): void {
    this.state = state;
    this.sentence = sentence;
    this.changed();
  }
}

function detail(answer: XMLHttpRequest): string | null {
  try {
    const problem = JSON.parse(answer.responseText) as { detail?: unknown };
    return typeof problem.detail === "string" ? problem.detail : null;
  } catch {
    return null;
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

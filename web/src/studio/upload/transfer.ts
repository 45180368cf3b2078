// One file from the drop to its place in the archive: sent, looked over by the house, and kept or refused.

import { sentenceOf } from "../api";
import { complain } from "../toasts";
import type { Given } from "./dropping";
import { draftOf, salvage, uploadAt, type Drafted, type Upload } from "./kept";
import { Pace } from "./pace";
import { keepHandle } from "./remembered";
import { UploadRow, type RowState } from "./row";
import { Tus, type Meaning, type State } from "./tus";

const lookAgain = 1200;

export class Transfer {
  readonly row: UploadRow;
  private readonly tus: Tus;
  private readonly pace = new Pace();
  private kept: Upload | null = null;
  private drafted: Drafted | null = null;
  private drawing = 0;

  constructor(
    given: Given,
    meaning: Meaning,
    private readonly queue: (send: () => Promise<void>) => void,
    private readonly done: (upload: Upload) => void,
  ) {
    this.tus = new Tus(given.file, meaning, () => {
      if (given.handle && this.tus.address) void keepHandle(this.tus.address, given.handle);
      this.draw();
    });
    this.row = new UploadRow(given.file.name, {
      pause: () => this.tus.pause(),
      goOn: () => this.start(),
      giveUp: () => void this.giveUp(),
      salvage: () => void this.salvage(),
    });
    this.draw();
  }

  start(): void {
    this.pace.forget();
    this.tus.state = "waiting";
    this.draw();
    this.queue(async () => {
      if (this.tus.state !== "waiting") return;
      await this.tus.send();
      if (this.isSent) void this.follow();
    });
  }

  private get isSent(): boolean {
    return this.tus.state === "sent";
  }

  get isUnderWay(): boolean {
    return ["waiting", "sending", "broken"].includes(this.tus.state);
  }

  /** The house looks the file over as a job; what it finds is said on the row. */
  private async follow(): Promise<void> {
    const address = this.tus.address;
    for (; address; await new Promise((resolve) => setTimeout(resolve, lookAgain))) {
      try {
        this.kept = await uploadAt(address);
        if (this.kept.state === "taken_in") this.drafted = await draftOf(this.kept);
        this.draw();
        if (this.drafted || this.kept.state === "refused") return this.done(this.kept);
      } catch (error) {
        this.tus.sentence = sentenceOf(error);
        this.draw();
      }
    }
  }

  private async salvage(): Promise<void> {
    if (!this.kept) return;
    try {
      this.kept = await salvage(this.kept);
      this.draw();
      void this.follow();
    } catch (error) {
      complain(sentenceOf(error));
    }
  }

  private async giveUp(): Promise<void> {
    try {
      await this.tus.give();
    } catch (error) {
      complain(sentenceOf(error));
    }
    this.row.element.remove();
  }

  private draw(): void {
    if (this.drawing) return;
    // At most once per picture on the screen: progress comes far more often.
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      if (this.tus.state === "sending") this.pace.note(this.tus.sent);
      this.row.show(this.kept ? afterwards(this.kept, this.drafted, this.tus.file.size) : this.onTheWay());
    });
  }

  private onTheWay(): RowState {
    const { state, sent, file, sentence } = this.tus;
    const [mark, word] = words[state];
    const sending = state === "sending";
    return {
      mark,
      word,
      sent: state === "sent" ? file.size : sent,
      total: file.size,
      perSecond: sending ? this.pace.perSecond : 0,
      sentence,
      link: null,
      buttons: state === "sent" ? [] : state === "refused" ? ["giveUp"] : state === "paused" ? ["goOn", "giveUp"] : ["pause", "giveUp"],
    };
  }
}

const words: Readonly<Record<State, readonly [mark: string, word: string]>> = {
  waiting: ["quiet", "Waiting"],
  sending: ["open", "Sending"],
  paused: ["soon", "Paused"],
  broken: ["soon", "Line broken"],
  sent: ["soon", "Looked over"],
  refused: ["wrong", "Refused"],
};

function afterwards(upload: Upload, drafted: Drafted | null, total: number): RowState {
  const base = { sent: total, total, perSecond: 0, sentence: upload.sentence ?? "", link: null, buttons: [] };
  if (upload.state === "refused") {
    return { ...base, mark: "wrong", word: "Refused", buttons: upload.salvageable ? ["salvage", "giveUp"] : ["giveUp"] };
  }
  if (upload.state !== "taken_in" || !drafted) return { ...base, mark: "soon", word: "Looked over" };
  const link = drafted.title
    ? { href: `/studio/titles/${drafted.title}`, words: "Open its title" }
    : upload.asset
      ? { href: `/studio/assets/${upload.asset}`, words: "Open it in the archive" }
      : null;
  return { ...base, mark: "done", word: "In the archive", link, sentence: drafted.sentence ?? base.sentence };
}

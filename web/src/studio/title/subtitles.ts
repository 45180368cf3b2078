// Subtitles corrected line by line beside the picture: the picture goes to the line that is worked on, the line that is
// heard is marked, and all of it is saved as one new version.

import { make, setText } from "../../controls/elements";
import { ask, Refusal, sentenceOf } from "../api";
import { question } from "../dialogs";
import { complain, say } from "../toasts";
import { count, place, readPlace } from "../words";
import type { Picture } from "./picture";

interface Line {
  readonly start_ms: number;
  readonly end_ms: number;
  readonly text: string;
}

interface Subtitles {
  readonly cues: readonly Line[];
}

export class SubtitleEditor {
  private etag: string | null = null;
  private saved = "";
  private readonly list = make("ol", "cues");
  private readonly state = make("p", "quiet", { role: "status" });
  private readonly trouble = make("p", "trouble", { role: "alert" });
  private now: HTMLElement | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly path: string,
    private readonly name: string,
    private readonly picture: Picture | null,
  ) {}

  async open(): Promise<void> {
    const { body, etag } = await ask<Subtitles>("GET", this.path);
    this.etag = etag;
    this.show(body.cues);
    this.saved = this.written();
    const save = make("button", "act", { type: "button" }, "Save the subtitles");
    const add = make("button", "plain", { type: "button" }, "Add a line here");
    save.addEventListener("click", () => void this.save());
    add.addEventListener("click", () => this.add());
    this.root.replaceChildren(
      this.list,
      this.trouble,
      make("div", "form-foot", {}, save, add, this.state),
    );
    this.root.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        event.stopPropagation();
        void this.save();
      }
    });
    this.list.addEventListener("input", () => this.tell());
    this.picture?.whenMoved((ms) => this.mark(ms));
    window.addEventListener("beforeunload", (event) => {
      if (this.written() !== this.saved) event.preventDefault();
    });
    this.tell();
  }

  private show(lines: readonly Line[]): void {
    this.list.replaceChildren(...lines.map((line) => this.line(line)));
  }

  private line({ start_ms, end_ms, text }: Line): HTMLLIElement {
    const time = (name: string, value: number) =>
      make("input", `cue-${name}`, { type: "text", value: place(value), "aria-label": name === "start" ? "From" : "To", inputmode: "decimal", autocomplete: "off" });
    const words = make("textarea", "cue-text", { rows: Math.max(1, text.split("\n").length), dir: "auto", "aria-label": `Words at ${place(start_ms)}`, spellcheck: "true" });
    words.value = text;
    const start = time("start", start_ms);
    const see = make("button", "small", { type: "button", "aria-label": `Show the picture at ${place(start_ms)}`, title: "Show the picture here" }, "▸");
    see.addEventListener("click", () => this.picture?.goTo(readPlace(start.value) ?? start_ms, true));
    words.addEventListener("focus", () => this.picture?.goTo(readPlace(start.value) ?? start_ms, false));
    const remove = make("button", "small", { type: "button", "aria-label": `Remove the line at ${place(start_ms)}`, title: "Remove this line" }, "×");
    const line = make("li", "cue", {}, see, make("span", "cue-times", {}, start, time("end", end_ms)), words, remove);
    remove.addEventListener("click", () => {
      const after = line.nextElementSibling;
      line.remove();
      (after ?? this.list.lastElementChild)?.querySelector("textarea")?.focus();
      this.tell();
      say("The line is removed", {
        label: "Take back",
        act: () => {
          if (after?.isConnected) after.before(line);
          else this.list.append(line);
          this.tell();
        },
      });
    });
    return line;
  }

  /** A new line where the picture stands. */
  private add(): void {
    const at = Math.round(this.picture?.now ?? 0);
    const line = this.line({ start_ms: at, end_ms: at + 2000, text: "" });
    const after = this.lines().find(({ start }) => (readPlace(start.value) ?? 0) > at);
    if (after) after.element.before(line);
    else this.list.append(line);
    line.querySelector("textarea")?.focus();
    this.tell();
  }

  private lines(): { element: HTMLElement; start: HTMLInputElement; end: HTMLInputElement; text: HTMLTextAreaElement }[] {
    return [...this.list.children].flatMap((element) => {
      const start = element.querySelector<HTMLInputElement>(".cue-start");
      const end = element.querySelector<HTMLInputElement>(".cue-end");
      const text = element.querySelector("textarea");
      return start && end && text ? [{ element: element as HTMLElement, start, end, text }] : [];
    });
  }

  private written(): string {
    return JSON.stringify(this.lines().map(({ start, end, text }) => [start.value, end.value, text.value]));
  }

  private tell(): void {
    const lines = count(this.list.children.length, "line");
    setText(this.state, this.written() === this.saved ? `${lines}, saved` : `${lines}, not saved yet`);
  }

  private mark(ms: number): void {
    const current = this.lines().find(({ start, end }) => (readPlace(start.value) ?? Infinity) <= ms && ms < (readPlace(end.value) ?? 0));
    if (this.now === (current?.element ?? null)) return;
    this.now?.classList.remove("now");
    this.now = current?.element ?? null;
    this.now?.classList.add("now");
  }

  private async save(): Promise<void> {
    setText(this.trouble, "");
    const cues: Line[] = [];
    for (const { start, end, text } of this.lines()) {
      const [from, to] = [readPlace(start.value), readPlace(end.value)];
      for (const input of [start, end]) input.removeAttribute("aria-invalid");
      if (from === null || to === null || to <= from) {
        const wrong = from === null ? start : end;
        wrong.setAttribute("aria-invalid", "true");
        wrong.focus();
        setText(this.trouble, from === null || to === null ? "A time is written like 1:02:03.400." : "A line ends after it begins.");
        return;
      }
      cues.push({ start_ms: from, end_ms: to, text: text.value.trim() });
    }
    try {
      const { etag } = await ask("PUT", this.path, { body: { cues }, etag: this.etag });
      this.etag = etag ?? (await ask("GET", this.path)).etag;
      this.saved = this.written();
      this.tell();
      say(`The subtitles in ${this.name} are saved; the film shows them in a moment`);
    } catch (error) {
      if (error instanceof Refusal && error.status === 412) await this.meet();
      else if (error instanceof Refusal && error.field) setText(this.trouble, error.message);
      else complain(sentenceOf(error));
    }
  }

  /** Somebody else saved the same subtitles: theirs are shown beside, and nothing is overwritten unseen. */
  private async meet(): Promise<void> {
    const { body, etag } = await ask<Subtitles>("GET", this.path);
    const theirs = body.cues.map(({ start_ms, text }) => `${place(start_ms)}  ${text}`).join("\n");
    const mine = this.lines().map(({ start, text }) => `${start.value}  ${text.value}`).join("\n");
    const version = (heading: string, words: string) => make("div", "version", {}, make("h4", "", {}, heading), make("div", "version-text", { dir: "auto" }, words));
    const go = await question({
      heading: "Somebody else saved first",
      wide: true,
      verb: "Save mine over it",
      back: "Go on writing",
      body: [
        make("p", "", {}, "Both versions are below; what is in only one of them can be copied over before it is saved."),
        make("div", "versions", {}, version("Yours", mine), version("Theirs, saved", theirs)),
      ],
    });
    if (!go) return;
    this.etag = etag;
    await this.save();
  }
}

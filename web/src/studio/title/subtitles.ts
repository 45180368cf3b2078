// Subtitles corrected line by line beside the picture: the picture goes to the line that is worked on, the line that is
// heard is marked. Each changed line is sent as it was and as it shall be, so that two people who correct different
// lines are not in each other's way.

import { make, setText } from "../../controls/elements";
import { ask, Refusal, sentenceOf } from "../api";
import { typedConfirmation } from "../dialogs";
import { settle } from "../form/conflict";
import { say } from "../toasts";
import { count, place, readPlace } from "../words";
import { rebase, sameLine, type Line, type LineChange } from "./lines";
import type { Picture } from "./picture";

interface Subtitles {
  readonly language: string;
  readonly name: string | null;
  readonly forced: boolean;
  readonly hearing_impaired: boolean;
  readonly default: boolean;
  readonly lines: readonly Line[];
}

type Flag = "forced" | "hearing_impaired" | "default";

const flags: Readonly<Record<Flag, string>> = {
  hearing_impaired: "For the deaf and hard of hearing",
  forced: "Only what is foreign in the film",
  default: "Shown from the start",
};

/** One request takes no more than this; what was sent before is kept. */
const atOnce = 300;

interface Row {
  readonly element: HTMLElement;
  readonly start: HTMLInputElement;
  readonly end: HTMLInputElement;
  readonly text: HTMLTextAreaElement;
}

export class SubtitleEditor {
  private readonly list = make("ol", "cues");
  private readonly state = make("p", "quiet", { role: "status" });
  private readonly trouble = make("p", "trouble", { role: "alert" });
  private readonly language = make("input", "", { type: "text", autocomplete: "off", maxlength: 35 });
  private readonly called = make("input", "", { type: "text", autocomplete: "off", dir: "auto", maxlength: 300 });
  private readonly boxes = new Map<Flag, HTMLInputElement>();
  /** Each line as the house has it; null for one that is new here. */
  private readonly was = new WeakMap<Element, Line | null>();
  private removed: Line[] = [];
  private about: Omit<Subtitles, "lines"> = { language: "", name: null, forced: false, hearing_impaired: false, default: false };
  private now: HTMLElement | null = null;
  private busy = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly path: string,
    private readonly name: string,
    private readonly picture: Picture | null,
  ) {}

  async open(): Promise<void> {
    const { body } = await ask<Subtitles>("GET", this.path);
    const save = make("button", "act", { type: "button" }, "Save the subtitles");
    const add = make("button", "plain", { type: "button" }, "Add a line here");
    const remove = make("button", "plain grave", { type: "button" }, "Remove these subtitles…");
    save.addEventListener("click", () => void this.save());
    add.addEventListener("click", () => this.add());
    remove.addEventListener("click", () => void this.removeAll());
    for (const [flag, label] of Object.entries(flags) as [Flag, string][]) this.boxes.set(flag, make("input", "", { type: "checkbox", "aria-label": label }));
    this.root.replaceChildren(make("h3", "", {}, this.name), this.said(), this.list, this.trouble, make("div", "form-foot", {}, save, add, remove, this.state));
    this.showAbout(body);
    this.show(body.lines.map((line) => ({ was: line, now: line })));
    this.root.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        event.stopPropagation();
        void this.save();
      }
    });
    this.root.addEventListener("input", () => this.tell());
    this.picture?.whenMoved((ms) => this.mark(ms));
    window.addEventListener("beforeunload", (event) => {
      if (this.root.isConnected && this.isChanged) event.preventDefault();
    });
  }

  /** Nothing of it would be lost if it were closed. */
  get isChanged(): boolean {
    return this.removed.length > 0 || Object.keys(this.aboutChanged()).length > 0 || this.rows().some((row) => !sameLine(this.read(row), this.was.get(row.element) ?? null));
  }

  /** What is said of the whole: language, name, what they are for. */
  private said(): HTMLElement {
    const boxes = [...this.boxes].map(([flag, box]) => make("label", "check", {}, box, ` ${flags[flag]}`));
    return make(
      "div",
      "fields",
      {},
      make("label", "field", {}, make("span", "", {}, "Language"), this.language, make("small", "", {}, "Its code: en, de, pt-BR")),
      make("label", "field", {}, make("span", "", {}, "Called"), this.called, make("small", "", {}, "Blank: by its language")),
      make("div", "whole", {}, ...boxes),
    );
  }

  private showAbout(about: Omit<Subtitles, "lines">): void {
    this.about = about;
    this.language.value = about.language;
    this.called.value = about.name ?? "";
    for (const [flag, box] of this.boxes) box.checked = about[flag];
  }

  private aboutChanged(): Record<string, unknown> {
    const change: Record<string, unknown> = {};
    if (this.language.value.trim() !== this.about.language) change.language = this.language.value.trim();
    if ((this.called.value.trim() || null) !== this.about.name) change.name = this.called.value.trim() || null;
    for (const [flag, box] of this.boxes) if (box.checked !== this.about[flag]) change[flag] = box.checked;
    return change;
  }

  private show(changes: readonly LineChange[]): void {
    this.removed = changes.flatMap(({ was, now }) => (was && !now ? [was] : []));
    const kept = changes.flatMap(({ was, now }) => (now ? [{ was, now }] : []));
    kept.sort((a, b) => a.now.start_ms - b.now.start_ms || a.now.end_ms - b.now.end_ms);
    this.list.replaceChildren(...kept.map(({ was, now }) => this.line(now, was)));
    this.tell();
  }

  private line({ start_ms, end_ms, text }: Line, was: Line | null): HTMLLIElement {
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
    this.was.set(line, was);
    remove.addEventListener("click", () => this.remove(line));
    return line;
  }

  private remove(line: HTMLElement): void {
    const was = this.was.get(line) ?? null;
    const after = line.nextElementSibling;
    line.remove();
    if (was) this.removed.push(was);
    (after ?? this.list.lastElementChild)?.querySelector("textarea")?.focus();
    this.tell();
    say("The line is removed", {
      label: "Take back",
      act: () => {
        // Saved meanwhile, it comes back as a new line.
        if (was && !this.removed.includes(was)) this.was.set(line, null);
        this.removed = this.removed.filter((one) => one !== was);
        if (after?.isConnected) after.before(line);
        else this.list.append(line);
        this.tell();
      },
    });
  }

  /** A new line where the picture stands. */
  private add(): void {
    const at = Math.round(this.picture?.now ?? 0);
    const line = this.line({ start_ms: at, end_ms: at + 2000, text: "", settings: "" }, null);
    const after = this.rows().find(({ start }) => (readPlace(start.value) ?? 0) > at);
    if (after) after.element.before(line);
    else this.list.append(line);
    line.querySelector("textarea")?.focus();
    this.tell();
  }

  private rows(): Row[] {
    return [...this.list.children].flatMap((element) => {
      const start = element.querySelector<HTMLInputElement>(".cue-start");
      const end = element.querySelector<HTMLInputElement>(".cue-end");
      const text = element.querySelector("textarea");
      return start && end && text ? [{ element: element as HTMLElement, start, end, text }] : [];
    });
  }

  private read({ element, start, end, text }: Row): Line {
    const settings = this.was.get(element)?.settings ?? "";
    return { start_ms: readPlace(start.value) ?? -1, end_ms: readPlace(end.value) ?? -1, text: text.value.trim(), settings };
  }

  private tell(): void {
    const lines = count(this.list.children.length, "line");
    setText(this.state, this.busy ? "Saving" : this.isChanged ? `${lines}, not saved yet` : `${lines}, saved`);
  }

  private mark(ms: number): void {
    const current = this.rows().find(({ start, end }) => (readPlace(start.value) ?? Infinity) <= ms && ms < (readPlace(end.value) ?? 0));
    if (this.now === (current?.element ?? null)) return;
    this.now?.classList.remove("now");
    this.now = current?.element ?? null;
    this.now?.classList.add("now");
  }

  /** What was done here; null, with the sentence and the focus where it stands, when a line cannot be. */
  private changes(): LineChange[] | null {
    const changes: LineChange[] = this.removed.map((was) => ({ was, now: null }));
    for (const row of this.rows()) {
      const was = this.was.get(row.element) ?? null;
      const now = this.read(row);
      const wrong = now.start_ms < 0 ? row.start : now.end_ms <= now.start_ms ? row.end : now.text === "" ? row.text : null;
      for (const input of [row.start, row.end, row.text]) input.removeAttribute("aria-invalid");
      if (wrong) {
        wrong.setAttribute("aria-invalid", "true");
        wrong.focus();
        const unread = now.start_ms < 0 || now.end_ms < 0;
        setText(this.trouble, unread ? "A time is written like 1:02:03.400." : wrong === row.text ? "This line has no words. Write some, or remove it." : "A line ends after it begins.");
        return null;
      }
      if (!sameLine(was, now)) changes.push({ was, now });
    }
    return changes;
  }

  private async save(): Promise<void> {
    setText(this.trouble, "");
    const changes = this.changes();
    const about = this.aboutChanged();
    if (this.busy || !changes) return;
    if (changes.length === 0 && Object.keys(about).length === 0) return say("There is nothing new to save");
    this.busy = true;
    this.tell();
    try {
      await this.send(changes, about);
    } catch (error) {
      if (error instanceof Refusal && error.status === 412 && error.current) await this.meet(changes, error.current as Subtitles);
      else setText(this.trouble, sentenceOf(error));
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  private async send(changes: readonly LineChange[], about: Readonly<Record<string, unknown>>): Promise<void> {
    const typed = new Map(this.rows().map((row) => [row.element, this.read(row)]));
    const gone = this.removed;
    let saved: Subtitles | null = null;
    for (let at = 0; at === 0 || at < changes.length; at += atOnce) {
      const part = { changes: changes.slice(at, at + atOnce), ...(at === 0 ? about : {}) };
      saved = (await ask<Subtitles>("PATCH", this.path, { body: part })).body;
    }
    // What was typed while it was sent is the next change.
    for (const [element, line] of typed) this.was.set(element, line);
    this.removed = this.removed.filter((line) => !gone.includes(line));
    if (saved) this.showAbout(saved);
    if (saved && !this.isChanged) this.showAgain(saved.lines);
    say(`${this.name}: saved. The film shows it in a moment`);
  }

  /** All lines, in their order, with those of others; who was writing goes on in the same line. */
  private showAgain(lines: readonly Line[]): void {
    const mine = this.rows().map((row) => this.read(row));
    if (mine.length === lines.length && mine.every((line, at) => sameLine(line, lines[at] ?? null))) return;
    const focused = this.rows().find(({ text }) => text === document.activeElement);
    const at = focused && this.read(focused);
    this.show(lines.map((line) => ({ was: line, now: line })));
    if (at) this.rows().find((row) => sameLine(this.read(row), at))?.text.focus();
  }

  /** Somebody else changed the same line first: both are shown, and nothing is overwritten unseen. */
  private async meet(mine: readonly LineChange[], theirs: Subtitles): Promise<void> {
    const { changes, conflicts } = rebase(mine, theirs.lines);
    const fields = conflicts.map((conflict, at) => ({ field: String(at), mine: conflict.mine?.text ?? null, theirs: conflict.theirs?.text ?? null }));
    const label = (field: string) => {
      const conflict = conflicts[Number(field)];
      return `The line at ${place((conflict?.mine ?? conflict?.theirs)?.start_ms ?? 0)}`;
    };
    const decided = fields.length ? await settle(fields, label) : {};
    if (!decided) {
      setText(this.trouble, "Somebody else changed the same line first. What you wrote still stands here; nothing of it is saved yet.");
      return;
    }
    conflicts.forEach((conflict, at) => {
      const text = decided[String(at)];
      const line = text === conflict.theirs?.text ? conflict.theirs : (conflict.mine ?? conflict.theirs);
      conflict.decide(line && typeof text === "string" ? { ...line, text } : null);
    });
    this.show(changes);
    this.busy = false;
    await this.save();
  }

  private async removeAll(): Promise<void> {
    const done = await typedConfirmation({
      heading: "Remove these subtitles",
      words: "Viewers can no longer choose them. Lines that were corrected here go with them; the file they came from stays in the archive.",
      type: this.name,
      verb: "Remove them",
      accept: async () => {
        await ask("DELETE", this.path);
      },
    });
    if (!done) return;
    this.root.remove();
    location.hash = "#subtitles";
    location.reload();
  }
}

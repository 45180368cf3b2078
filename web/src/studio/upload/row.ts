// One file on the page: its name, how far it is, how fast, how long still, and what went wrong, where it happened.

import { make, setText } from "../../controls/elements";
import * as words from "../words";

export interface RowActs {
  pause(): void;
  goOn(): void;
  giveUp(): void;
  salvage(): void;
}

type Button = "pause" | "goOn" | "giveUp" | "salvage";

export interface RowState {
  /** For the mark before the word: open, soon, quiet, wrong. */
  readonly mark: string;
  readonly word: string;
  readonly sent: number;
  readonly total: number;
  readonly perSecond: number;
  readonly sentence: string;
  readonly link: { readonly href: string; readonly words: string } | null;
  readonly buttons: readonly Button[];
}

const labels: Readonly<Record<Button, string>> = { pause: "Pause", goOn: "Go on", giveUp: "Remove", salvage: "Take the readable part" };

export class UploadRow {
  readonly element: HTMLLIElement;
  private readonly state = make("span", "mark");
  private readonly bar = make("progress", "", { max: 1000 });
  private readonly facts = make("span", "upload-facts");
  private readonly sentence = make("p", "upload-sentence", { role: "status", dir: "auto" });
  private readonly buttons = make("span", "upload-buttons");
  private drawn = "";

  constructor(
    private readonly name: string,
    private readonly acts: RowActs,
  ) {
    this.bar.setAttribute("aria-label", `How much of ${name} is in the house`);
    this.element = make(
      "li",
      "upload",
      {},
      make("p", "upload-name", {}, make("bdi", "", {}, name)),
      this.state,
      this.bar,
      this.facts,
      this.buttons,
      this.sentence,
    );
  }

  show({ mark, word, sent, total, perSecond, sentence, link, buttons }: RowState): void {
    const className = `mark ${mark}`;
    if (this.state.className !== className) this.state.className = className;
    setText(this.state, word);
    this.bar.value = total ? Math.floor((sent / total) * 1000) : 1000;
    const facts = [`${words.bytes(sent)} of ${words.bytes(total)}`];
    if (perSecond > 0) facts.push(words.speed(perSecond), `${words.timeLeft(((total - sent) / perSecond) * 1000)} left`);
    setText(this.facts, sent >= total ? words.bytes(total) : facts.join(" · "));
    const drawn = JSON.stringify([sentence, link, buttons]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.sentence.replaceChildren(sentence, ...(link ? [sentence ? " " : "", make("a", "", { href: link.href }, link.words)] : []));
    const had = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(...buttons.map((name) => this.button(name)));
    if (had) this.buttons.querySelector("button")?.focus();
  }

  private button(name: Button): HTMLButtonElement {
    const button = make("button", "small", { type: "button", "aria-label": `${labels[name]} ${this.name}` }, labels[name]);
    button.addEventListener("click", () => this.acts[name]());
    return button;
  }
}

// The moments of a tape, for who decides about them: pinned, renamed, moved, rejected, added.

import { make } from "../../controls/elements";
import { ask, sentenceOf, type Page } from "../api";
import { question } from "../dialogs";
import { complain, say } from "../toasts";
import type { Axis, Stretch } from "./axis";
import type { Moment } from "./record";
import { clock } from "./view";

interface Decided {
  readonly said: string;
  readonly items: readonly Moment[];
}

type Decision = Readonly<Record<string, unknown>> & { readonly decision: string };

export class MomentDesk {
  readonly #asset: string;
  readonly #axis: Axis;
  readonly #list = make("ol", "tape-moments");
  readonly #rejected = make("p", "tape-rejected quiet");
  readonly #add = make("button", "small", { type: "button", disabled: true }, "Add as a moment");
  #stretch: Stretch = { from: null, to: null };

  /** In the place of the list that the house wrote. */
  constructor(root: HTMLElement, asset: string, axis: Axis, moments: readonly Moment[]) {
    this.#asset = asset;
    this.#axis = axis;
    this.#offerMarking();
    root.querySelector(".tape-moments")?.remove();
    root.append(this.#list, this.#rejected);
    root.hidden = false;
    this.#show(moments);
    void this.#showRejected();
  }

  #offerMarking(): void {
    const begins = make("button", "small", { type: "button", "aria-keyshortcuts": "I" }, "Begins here");
    const ends = make("button", "small", { type: "button", "aria-keyshortcuts": "O" }, "Ends here");
    const keys = {
      i: () => this.#axis.mark({ from: this.#axis.at }),
      o: () => this.#axis.mark({ to: this.#axis.at }),
      m: () => void this.#addStretch(),
    };
    begins.addEventListener("click", keys.i);
    ends.addEventListener("click", keys.o);
    this.#add.addEventListener("click", keys.m);
    this.#axis.listenTo(keys);
    this.#axis.onMark((stretch) => {
      this.#stretch = stretch;
      this.#add.disabled = this.#marked === null;
      for (const button of this.#list.querySelectorAll<HTMLButtonElement>("[data-borders]")) {
        button.hidden = this.#marked === null;
      }
    });
    const group = make("span", "tape-marking", { role: "group", "aria-label": "A moment of your own" }, begins, ends, this.#add);
    this.#axis.addAct(group);
  }

  /** The stretch that is marked whole. */
  get #marked(): { start_s: number; end_s: number } | null {
    const { from, to } = this.#stretch;
    return from !== null && to !== null && to > from ? { start_s: from, end_s: to } : null;
  }

  async #addStretch(): Promise<void> {
    const marked = this.#marked;
    if (!marked) return complain("Mark where it begins and where it ends first.");
    const name = make("input", "", { id: "moment-name", type: "text", maxlength: "200", dir: "auto" });
    await question({
      heading: `A moment from ${clock(marked.start_s, true)} to ${clock(marked.end_s, true)}`,
      verb: "Add it",
      body: [make("label", "field", {}, make("span", "", {}, "What it is called"), name)],
      accept: async () => {
        const title = name.value.trim();
        await this.#decide({ decision: "add", ...marked, ...(title ? { title } : {}) });
        this.#axis.mark({ from: null, to: null });
      },
    });
  }

  async #rename(moment: Moment): Promise<void> {
    const name = make("input", "", { id: "moment-name", type: "text", maxlength: "200", dir: "auto", value: moment.title });
    await question({
      heading: "What is it called?",
      verb: "Call it so",
      body: [make("label", "field", {}, make("span", "", {}, "Title"), name)],
      ready: () => name.select(),
      accept: () => this.#decide({ decision: "rename", at_s: moment.start_s, title: name.value }),
    });
  }

  async #reject(moment: Moment): Promise<void> {
    await this.#decide({ decision: "reject", at_s: moment.start_s }, () => this.#try({ decision: "restore", at_s: moment.start_s }));
  }

  /** Throws what the house refuses. */
  async #decide(decision: Decision, undo?: () => Promise<void>): Promise<void> {
    const { body } = await ask<Decided>("POST", `/assets/${this.#asset}/moments`, { body: decision });
    say(body.said, undo && { label: body.said, act: undo });
    this.#show(body.items);
    await this.#showRejected();
  }

  async #try(decision: Decision): Promise<void> {
    try {
      await this.#decide(decision);
    } catch (error) {
      complain(sentenceOf(error));
    }
  }

  #show(moments: readonly Moment[]): void {
    const held = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.held : undefined;
    this.#list.replaceChildren(...moments.map((moment) => this.#row(moment, moments.length)));
    if (moments.length === 0) this.#list.append(make("li", "quiet", {}, "Nothing stands out on this tape by itself."));
    this.#axis.showMoments(moments);
    // Whoever moves a moment by key goes with it.
    if (held) this.#list.querySelector<HTMLElement>(`[data-held="${CSS.escape(held)}"]`)?.focus();
  }

  #row(moment: Moment, count: number): HTMLElement {
    const seconds = String(moment.start_s);
    const link = make("a", "", { href: `?t=${Math.floor(moment.start_s)}`, "data-tape-at": seconds });
    if (moment.still) link.append(make("img", "", { src: moment.still, alt: "", loading: "lazy" }));
    link.append(make("span", "tape-time", {}, clock(moment.start_s)), " ", make("bdi", "", {}, moment.title));
    const kind = moment.kind.replace("-", " ");
    const pinned = moment.pinned ? "Pinned. " : "";
    const why = `${pinned}${kind.charAt(0).toUpperCase()}${kind.slice(1)}. ${sentence(moment.reasons.join("; "))}`;
    const acts = make("div", "tape-deciding", { role: "group", "aria-label": moment.title });
    const act = (label: string, name: string, does: () => void, shown = true) => {
      const button = make("button", "small", { type: "button", "data-held": `${name} ${seconds}` }, label);
      button.addEventListener("click", does);
      button.hidden = !shown;
      acts.append(button);
      return button;
    };
    const at = { at_s: moment.start_s };
    if (moment.pinned) act("Unpin", "pin", () => void this.#try({ decision: "restore", ...at }));
    else act("Pin", "pin", () => void this.#try({ decision: "pin", ...at }));
    act("Rename", "rename", () => void this.#rename(moment));
    const up = act("↑", "up", () => void this.#try({ decision: "move", ...at, rank: moment.rank - 1 }));
    const down = act("↓", "down", () => void this.#try({ decision: "move", ...at, rank: moment.rank + 1 }));
    up.setAttribute("aria-label", "Earlier in the list");
    down.setAttribute("aria-label", "Later in the list");
    up.disabled = moment.rank === 1;
    down.disabled = moment.rank === count;
    const borders = () => void this.#try({ decision: "borders", ...at, ...this.#marked });
    act("Take the marked borders", "borders", borders, this.#marked !== null).dataset.borders = "";
    act("Reject", "reject", () => void this.#reject(moment).catch((error: unknown) => complain(sentenceOf(error))));
    return make("li", moment.pinned ? "pinned" : "", {}, link, make("p", "", {}, why), acts);
  }

  async #showRejected(): Promise<void> {
    const { body } = await ask<Page<Moment>>("GET", `/assets/${this.#asset}/moments?rejected=true`);
    const buttons = body.items.map((moment) => {
      const button = make("button", "small", { type: "button" }, `${clock(moment.start_s)} `, make("bdi", "", {}, moment.title));
      button.addEventListener("click", () => void this.#try({ decision: "restore", at_s: moment.start_s }));
      return button;
    });
    this.#rejected.replaceChildren(...(buttons.length ? ["Rejected; a click brings one back: ", ...buttons] : []));
  }
}

/** The button that puts them on a title's page, and the one that takes them away. */
export function offerPage(button: HTMLButtonElement): void {
  const { showMoments: title = "", name = "" } = button.dataset;
  const takes = button.dataset.takes !== undefined;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await ask(takes ? "DELETE" : "PUT", `/titles/${title}/moments`, takes ? {} : { body: {} });
      say(takes ? `The page of ${name} shows no moments any more.` : `They are on the page of ${name} in a few seconds, once their pictures are made.`);
    } catch (error) {
      complain(sentenceOf(error));
    }
    button.disabled = false;
  });
}

function sentence(words: string): string {
  return words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : "";
}

// The instant itself: the waiting room asks for the film and becomes it.

import { pause, swap } from "./swap";

export interface Addresses {
  /** The title's page: the waiting room now, the film's page then. */
  readonly page: string;
  /** Where the film itself is shown. */
  readonly film: string;
}

/** Between two questions to a house that is a few milliseconds behind, or away. */
const firstPause = 60;
const longestPause = 3000;

export class Turn {
  /** Which run asks; none while it is 0. */
  private run = 0;
  private runs = 0;

  constructor(
    private readonly addresses: Addresses,
    /** Stays in the page: it tells who listens what happened. */
    private readonly said: HTMLElement,
    /** Called when the house has let nobody in for so many milliseconds. */
    private readonly late: (millis: number) => void,
  ) {}

  get hasBegun(): boolean {
    return this.run > 0;
  }

  /** Asks until the house opens, after `spread` milliseconds; resolves when the page has turned or was told to stop. */
  async begin(spread: number): Promise<boolean> {
    if (this.hasBegun) return false;
    const run = (this.run = ++this.runs);
    const goesOn = () => this.run === run;
    if (spread > 0) await pause(spread);
    const begun = performance.now();
    for (let wait = firstPause, asked = 1; goesOn(); asked++) {
      const turned = await this.ask(asked, goesOn);
      if (turned || !goesOn()) return turned;
      this.late(performance.now() - begun);
      await pause(wait * (0.75 + Math.random() / 2));
      wait = Math.min(2 * wait, longestPause);
    }
    return false;
  }

  /** The opening was moved: nothing is asked any more. */
  stop(): void {
    this.run = 0;
  }

  /** The film's own page at first; a title of which nothing can be played yet has only the other. */
  private async ask(asked: number, goesOn: () => boolean): Promise<boolean> {
    const film = await pageAt(this.addresses.film);
    if (film) return goesOn() && this.become(film, this.addresses.film, "#player");
    if (asked < 4) return false;
    const page = await pageAt(this.addresses.page);
    if (!page || page.getElementById("waiting-room") || !goesOn()) return false;
    return this.become(page, this.addresses.page, "h1");
  }

  private async become(next: Document, address: string, focused: string): Promise<boolean> {
    await swap(next, address, this.said);
    const place = document.querySelector<HTMLElement>(focused);
    place?.setAttribute("tabindex", "-1");
    place?.focus({ preventScroll: true });
    this.said.textContent = "The doors are open. The film begins.";
    return true;
  }
}

async function pageAt(address: string): Promise<Document | null> {
  try {
    const answer = await fetch(address, { cache: "no-store", headers: { accept: "text/html" } });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

/**
 * Milliseconds that a page waits at the instant, so that a full house does not ask all at once: nothing for a few, and
 * never more than 0.8 seconds.
 */
export function spreadOf(waiting: number, share: number): number {
  return Math.min(800, waiting * 0.08) * share;
}

import type { Film, Trouble } from "../playback/playback";
import { make } from "./elements";

interface Words {
  readonly heading: string;
  readonly text: string;
  /** Whether asking again can help; the film then asks by itself too, if `waits`. */
  readonly again?: string;
  readonly waits?: boolean;
}

const words: Record<Trouble | "ticket", Words> = {
  connection: {
    heading: "The connection is gone",
    text: "The film waits where you are and goes on by itself as soon as the connection is back.",
    again: "Try now",
    waits: true,
  },
  house: {
    heading: "The house does not answer just now",
    text: "The film waits where you are and asks again every few seconds.",
    again: "Try now",
    waits: true,
  },
  early: {
    heading: "Not open yet",
    text: "The film is here already, sealed; its key comes at the opening. This page asks again by itself.",
    again: "Try now",
    waits: true,
  },
  withdrawn: {
    heading: "This film is no longer showing",
    text: "It was withdrawn while you were watching. Nothing is wrong with your player.",
  },
  // What its holder is told of a film that is refused: the link has ended, the film has not.
  ticket: {
    heading: "Your link no longer holds",
    text: "It has run out, or whoever gave it to you took it back. Nothing is wrong with your player; they can make you a new one.",
  },
  undecodable: {
    heading: "This browser could not show the picture",
    text: "Your place is kept. Load the page again; if it happens again, choose a lower picture quality or another browser.",
    again: "Load again",
  },
  unsupported: {
    heading: "This browser cannot play the film",
    text: "A current Chrome, Edge, Firefox or Safari can, and so can an outside player such as VLC or mpv with the film’s address.",
  },
  broken: {
    heading: "The film stopped",
    text: "A part of it could not be loaded, and your place is kept. Load the page again to go on.",
    again: "Load again",
  },
};

/** What stands over the picture when the film cannot go on: what happened, what is safe, what to do. */
export class Notes {
  readonly element = make("div", "player-note", { role: "alert" });
  private shown: Trouble | null = null;
  private pending: Trouble | null = null;

  constructor(
    private readonly film: Film,
    private readonly tryAgain: () => void,
  ) {
    this.element.hidden = true;
  }

  /** Shows trouble that may pass only once the film has to wait for it: until then, what is loaded plays on. */
  expect(trouble: Trouble, waiting: boolean): void {
    if (waiting) this.show(trouble);
    else this.pending = trouble;
  }

  filmWaits(): void {
    if (this.pending) this.show(this.pending);
  }

  show(trouble: Trouble): void {
    if (this.shown === trouble) return;
    this.shown = trouble;
    const ended = trouble === "withdrawn" && this.film.ticket;
    const { heading, text, again, waits } = words[ended ? "ticket" : trouble];
    const ways = make("p", "player-note-ways");
    if (again) {
      const button = make("button", "player-amber-button", { type: "button" }, again);
      button.addEventListener("click", () => (waits ? this.tryAgain() : location.reload()));
      ways.append(button);
    }
    if (trouble === "unsupported" && this.film.hls) {
      ways.append(make("a", "player-plain-button", { href: this.film.hls }, "The film’s address"));
    }
    // Where the film was, its holder finds nothing any more.
    if (this.film.back && !ended) {
      ways.append(make("a", "player-plain-button", { href: this.film.back }, `Back to ${this.film.title}`));
    }
    this.element.replaceChildren(make("h2", "", {}, heading), make("p", "", {}, text), ways);
    this.element.hidden = false;
  }

  clear(): void {
    this.shown = null;
    this.pending = null;
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}

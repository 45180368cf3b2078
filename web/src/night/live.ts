// What the house tells of a night as it goes: one stream of events per page, taken up again when it breaks.

/** How a title stands. Instants in microseconds since 1970, by the house's clock. */
export interface Standing {
  readonly stands: "waiting" | "open" | "gone";
  /** While it waits. */
  readonly opens: number | null;
  /** How many wait, as it is said: "7", "at least 120". */
  readonly waiting: string | null;
  readonly showing: Course | null;
  /** Whether something can be said in the showing. */
  readonly talk: boolean;
}

/** A showing: from when on everybody sees the same second, and for how long. */
export interface Course {
  readonly begins: number;
  readonly runs: number;
}

export interface Line {
  readonly id: string;
  readonly by: string;
  readonly text: string;
}

export interface Listener {
  stands?(standing: Standing): void;
  said?(lines: Line[]): void;
  unsaid?(ids: string[]): void;
  reacted?(counts: Readonly<Record<string, number>>): void;
}

/** Follows the stream at `address`; what is returned ends it. */
export function follow(address: string, listener: Listener): () => void {
  let stream: EventSource | null = null;
  let later = 0;
  let ended = false;

  const open = () => {
    if (ended) return;
    const opened = new EventSource(address);
    stream = opened;
    const on = <Told>(name: string, take: ((told: Told) => void) | undefined) => {
      if (take) opened.addEventListener(name, (event) => take(JSON.parse(event.data as string) as Told));
    };
    on("stands", listener.stands?.bind(listener));
    on("said", listener.said?.bind(listener));
    on("unsaid", listener.unsaid?.bind(listener));
    on("reacted", listener.reacted?.bind(listener));
    opened.addEventListener("error", () => {
      // The browser asks again by itself unless the house refused; it may only be restarting.
      if (opened.readyState !== EventSource.CLOSED) return;
      later = window.setTimeout(open, 4000 + 4000 * Math.random());
    });
  };
  open();

  return () => {
    ended = true;
    clearTimeout(later);
    stream?.close();
  };
}

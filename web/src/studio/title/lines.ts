// Lines of subtitles and what one person did to them, apart from how they are drawn.

export interface Line {
  readonly start_ms: number;
  readonly end_ms: number;
  readonly text: string;
  /** WebVTT's own words for its place ("line:0"); kept as they are. */
  readonly settings: string;
}

/** Without `was` the line is new, without `now` it goes. */
export interface LineChange {
  readonly was: Line | null;
  readonly now: Line | null;
}

/** Somebody else changed the same line; `theirs` is null when they took it away. */
export interface LineConflict {
  readonly mine: Line | null;
  readonly theirs: Line | null;
  /** Puts what was decided in its place. */
  decide(line: Line | null): void;
}

export function sameLine(a: Line | null, b: Line | null): boolean {
  if (a === null || b === null) return a === b;
  return a.start_ms === b.start_ms && a.end_ms === b.end_ms && a.text === b.text && a.settings === b.settings;
}

/**
 * My changes on top of what somebody else saved meanwhile. Every line of theirs is in the result, and every one of mine;
 * where both changed one line, a person decides.
 */
export function rebase(mine: readonly LineChange[], theirs: readonly Line[]): { readonly changes: LineChange[]; readonly conflicts: LineConflict[] } {
  const changes: LineChange[] = theirs.map((line) => ({ was: line, now: line }));
  const conflicts: LineConflict[] = [];
  const known = new Set(mine.flatMap(({ was }) => (was ? [theirs.findIndex((line) => sameLine(line, was))] : [])));
  for (const { was, now } of mine) {
    const at = was ? theirs.findIndex((line) => sameLine(line, was)) : -1;
    if (!was) changes.push({ was: null, now });
    else if (at >= 0) changes[at] = { was, now };
    else conflict(was, now);
  }

  function conflict(was: Line, now: Line | null): void {
    const at = counterpart(was, theirs, known);
    const other = theirs[at] ?? null;
    if (sameLine(other, now)) return;
    known.add(at);
    conflicts.push({
      mine: now,
      theirs: other,
      decide: (line) => {
        if (other) changes[at] = { was: other, now: line };
        else if (line) changes.push({ was: null, now: line });
      },
    });
  }
  return { changes, conflicts };
}

/** What became of a line in their hands: the one that begins with it, or else the first that is heard over it. */
function counterpart(was: Line, theirs: readonly Line[], known: ReadonlySet<number>): number {
  const free = (at: number) => !known.has(at);
  const begins = theirs.findIndex((line, at) => free(at) && line.start_ms === was.start_ms);
  if (begins >= 0) return begins;
  return theirs.findIndex((line, at) => free(at) && line.start_ms < was.end_ms && was.start_ms < line.end_ms);
}

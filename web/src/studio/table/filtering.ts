// Which rows are shown, in which order. The words of a row are prepared once, so that a letter typed costs one pass.

import type { Column, Rows } from "./columns";

export interface Wish {
  readonly words: string;
  /** Column id, with "-" before it when descending. */
  readonly sort: string;
  /** Chosen values, by column. */
  readonly chosen: ReadonlyMap<string, string>;
}

interface Prepared<Row> {
  readonly row: Row;
  readonly words: string;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export class Filter<Row> {
  private prepared: Prepared<Row>[] = [];
  private sortedBy = "";
  private known = new Map<string, Prepared<Row>>();

  constructor(private readonly rows: Rows<Row>) {}

  /** The same row object as before keeps what was prepared for it. */
  replace(all: readonly Row[]): void {
    const before = this.known;
    this.known = new Map();
    this.prepared = all.map((row) => {
      const key = this.rows.key(row);
      const old = before.get(key);
      const prepared = old?.row === row ? old : { row, words: this.words(row) };
      this.known.set(key, prepared);
      return prepared;
    });
    this.sortedBy = "";
  }

  shown({ words, sort, chosen }: Wish): Row[] {
    if (sort !== this.sortedBy) this.sort(sort);
    const wanted = plain(words).split(/\s+/).filter(Boolean);
    const choices = [...chosen].flatMap(([id, value]) => {
      const column = this.column(id);
      return column ? [{ column, value }] : [];
    });
    const rows: Row[] = [];
    for (const { row, words: said } of this.prepared) {
      if (wanted.every((word) => said.includes(word)) && choices.every(({ column, value }) => column.text(row) === value)) {
        rows.push(row);
      }
    }
    return rows;
  }

  values(id: string): string[] {
    const column = this.column(id);
    if (!column) return [];
    return [...new Set(this.prepared.map(({ row }) => column.text(row)))].filter(Boolean).sort(collator.compare);
  }

  get size(): number {
    return this.prepared.length;
  }

  private column(id: string): Column<Row> | undefined {
    return this.rows.columns.find((column) => column.id === id);
  }

  private words(row: Row): string {
    return plain(this.rows.columns.flatMap((column) => (column.acts ? [] : [column.text(row)])).join("\n"));
  }

  private sort(sort: string): void {
    this.sortedBy = sort;
    const column = this.column(sort.replace(/^-/, ""));
    if (!column) {
      // Back to the order in which they came.
      this.prepared = [...this.known.values()];
      return;
    }
    const turn = sort.startsWith("-") ? -1 : 1;
    const value = (row: Row) => column.order?.(row) ?? column.text(row);
    this.prepared = [...this.known.values()]
      .map((prepared) => ({ prepared, value: value(prepared.row) }))
      .sort((a, b) => turn * compare(a.value, b.value))
      .map(({ prepared }) => prepared);
  }
}

/** "Ça va" is found by "ca". */
function plain(text: string): string {
  // Most names need no second look, and ten thousand of them are prepared at once.
  if (!/[^\x00-\x7f]/.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

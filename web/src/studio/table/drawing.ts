// Rows into a table's body: all of them while they are few, the window that is looked at when they are many.

import { make } from "../../controls/elements";
import type { Rows } from "./columns";

const many = 150;
const beyond = 12;

interface Drawn<Row> {
  row: Row;
  readonly element: HTMLTableRowElement;
  readonly texts: string[];
}

export class Drawing<Row> {
  private shown: readonly Row[] = [];
  private readonly drawn = new Map<string, Drawn<Row>>();
  private height = 0;
  private active = 0;

  constructor(
    private readonly rows: Rows<Row>,
    private readonly sheet: HTMLElement,
    private readonly table: HTMLTableElement,
    private readonly body: HTMLTableSectionElement,
  ) {
    sheet.addEventListener("scroll", () => this.isMany && this.draw(), { passive: true });
    sheet.addEventListener("keydown", (event) => this.move(event));
    sheet.addEventListener("focusin", ({ target }) => {
      const row = target instanceof Element ? target.closest("tr") : null;
      if (row?.dataset.at) this.active = Number(row.dataset.at);
    });
  }

  show(rows: readonly Row[]): void {
    this.shown = rows;
    this.sheet.classList.toggle("tall", this.isMany);
    this.table.setAttribute("aria-rowcount", String(rows.length + 1));
    this.active = Math.min(this.active, Math.max(0, rows.length - 1));
    const wanted = new Set(rows.length > many ? [] : rows.map((row) => this.rows.key(row)));
    if (!this.isMany) for (const key of this.drawn.keys()) if (!wanted.has(key)) this.drawn.delete(key);
    this.draw();
  }

  private get isMany(): boolean {
    return this.shown.length > many;
  }

  private draw(): void {
    const total = this.shown.length;
    const [first, last] = this.isMany ? this.window() : [0, total];
    const elements: HTMLTableRowElement[] = [];
    if (first > 0) elements.push(this.gap("before", first));
    for (let at = first; at < last; at++) elements.push(this.row(at));
    if (last < total) elements.push(this.gap("after", total - last));
    this.place(elements);
    if (this.isMany && this.height === 0) {
      this.height = this.body.querySelector<HTMLElement>("tr[data-at]")?.offsetHeight ?? 0;
      if (this.height) this.draw();
    }
    if (this.drawn.size > 2000) this.drawn.clear();
  }

  /** Rows that stay are not touched: what has the focus in them keeps it. */
  private place(elements: readonly HTMLTableRowElement[]): void {
    const had = this.sheet.contains(document.activeElement);
    const keep = new Set<Element>(elements);
    for (const child of [...this.body.children]) if (!keep.has(child)) child.remove();
    elements.forEach((element, at) => {
      if (this.body.children[at] !== element) this.body.insertBefore(element, this.body.children[at] ?? null);
    });
    if (had && !this.sheet.contains(document.activeElement)) this.sheet.focus({ preventScroll: true });
  }

  private window(): [number, number] {
    if (this.height === 0) return [0, 40];
    const head = this.table.tHead?.offsetHeight ?? 0;
    const first = Math.floor((this.sheet.scrollTop - head) / this.height) - beyond;
    const count = Math.ceil(this.sheet.clientHeight / this.height) + 2 * beyond;
    const start = Math.max(0, Math.min(first, this.shown.length - count));
    return [start, Math.min(this.shown.length, start + count)];
  }

  private gap(name: string, rows: number): HTMLTableRowElement {
    const cell = make("td", "", { colspan: this.rows.columns.length });
    cell.style.height = `${rows * this.height}px`;
    const gap = make("tr", `gap ${name}`, { "aria-hidden": "true" }, cell);
    return gap;
  }

  private row(at: number): HTMLTableRowElement {
    const row = this.shown[at] as Row;
    const key = this.rows.key(row);
    let drawn = this.drawn.get(key);
    if (!drawn) {
      drawn = { row, element: make("tr", "", { "data-key": key }), texts: [] };
      this.rows.columns.forEach((column, place) => {
        const cell = place === 0 ? make("th", "", { scope: "row" }) : make("td", "");
        cell.dataset.column = column.id;
        drawn?.element.append(cell);
      });
      this.drawn.set(key, drawn);
    }
    drawn.element.dataset.at = String(at);
    drawn.element.setAttribute("aria-rowindex", String(at + 2));
    drawn.element.tabIndex = at === this.active ? 0 : -1;
    if (drawn.texts.length === 0 || drawn.row !== row) this.fill(drawn, row);
    return drawn.element;
  }

  private fill(drawn: Drawn<Row>, row: Row): void {
    drawn.row = row;
    this.rows.columns.forEach((column, at) => {
      const text = column.text(row);
      const cell = drawn.element.children[at];
      if (!cell || drawn.texts[at] === text) return;
      drawn.texts[at] = text;
      const content = column.show?.(row) ?? make("bdi", "", {}, text || "–");
      // A bar that only grew is not put in place of itself.
      const bar = cell.querySelector("progress");
      const next = content instanceof Element ? content.querySelector("progress") : null;
      if (bar && next && cell.firstElementChild?.childElementCount === (content as Element).childElementCount) {
        bar.value = next.value;
        const said = cell.querySelector(".percent");
        if (said) said.textContent = (content as Element).querySelector(".percent")?.textContent ?? "";
        return;
      }
      cell.replaceChildren(content);
    });
  }

  private move(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.shown.length) return;
    const on = event.target instanceof HTMLTableRowElement || event.target === this.sheet;
    if (!on) return;
    if (event.key === "Enter") {
      this.body.querySelector<HTMLElement>(`tr[data-at="${this.active}"] a[href]`)?.click();
      return;
    }
    const page = Math.max(1, Math.floor(this.sheet.clientHeight / (this.height || 40)) - 2);
    const started = event.target !== this.sheet;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: started ? this.active + 1 : this.active,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.shown.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.focus(Math.max(0, Math.min(this.shown.length - 1, to)));
  }

  private focus(at: number): void {
    this.active = at;
    if (this.isMany && this.height) {
      const head = this.table.tHead?.offsetHeight ?? 0;
      const top = at * this.height;
      const { scrollTop, clientHeight } = this.sheet;
      if (top < scrollTop) this.sheet.scrollTop = top;
      else if (top + this.height + head > scrollTop + clientHeight) this.sheet.scrollTop = top + this.height + head - clientHeight;
    }
    this.draw();
    const row = this.body.querySelector<HTMLElement>(`tr[data-at="${at}"]`);
    row?.focus({ preventScroll: this.isMany });
  }
}

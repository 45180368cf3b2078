// Tables marked `data-sortable`: a heading sorts by its column, and sorts the other way when pressed again.

interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** By the table's place in the page, so that a table that was fetched anew keeps its order. */
const orders = new Map<number, Order>();

export function makeSortable(root: ParentNode): void {
  root.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach((table, place) => {
    const headings = [...table.querySelectorAll<HTMLElement>("thead th")];
    headings.forEach((heading, column) => {
      if (heading.querySelector("button")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => {
        const now = orders.get(place);
        orders.set(place, { column, descending: now?.column === column && !now.descending });
        sort(table, headings, place);
      });
      heading.append(button);
    });
    sort(table, headings, place);
  });
}

function sort(table: HTMLTableElement, headings: readonly HTMLElement[], place: number): void {
  const order = orders.get(place);
  const body = table.tBodies[0];
  if (!order || !body) return;
  headings.forEach((heading, column) => {
    if (column !== order.column) heading.removeAttribute("aria-sort");
    else heading.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
  });
  const turn = order.descending ? -1 : 1;
  const rows = [...body.rows].sort((a, b) => turn * compare(value(a, order.column), value(b, order.column)));
  body.append(...rows);
}

/** A time sorts by its length and a bar by how far it is; everything else as a reader would. */
function value(row: HTMLTableRowElement, column: number): string | number {
  const cell = row.cells[column];
  const time = cell?.querySelector("time")?.dateTime;
  const bar = cell?.querySelector("progress")?.value;
  if (bar !== undefined) return bar;
  return (time && lengthOf(time)) || cell?.textContent?.trim() || "";
}

/** "PT1H2M3S" in seconds; 0 for anything else. */
function lengthOf(duration: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

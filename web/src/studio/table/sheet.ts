// A table that sorts, filters as one types, is walked by keys, copied, and remembers its state in the address. The
// house draws its first rows; from when its data is there, this does.

import { make, setText } from "../../controls/elements";
import { say } from "../toasts";
import { count } from "../words";
import { readWish, writeWish } from "./address";
import type { Rows } from "./columns";
import { asText, toClipboard, type Form } from "./copying";
import { Drawing } from "./drawing";
import { Filter, type Wish } from "./filtering";

export interface Sheet<Row> {
  /** These rows instead of those before. */
  replace(rows: readonly Row[]): void;
}

export function openSheet<Row>(root: HTMLElement, rows: Rows<Row>): Sheet<Row> {
  const table = root.querySelector("table");
  const sheet = root.querySelector<HTMLElement>(".sheet");
  const body = table?.tBodies[0];
  if (!table || !sheet || !body) throw new Error("a table without a body");
  const usual = rows.sort ?? "";
  const filter = new Filter(rows);
  const drawing = new Drawing(rows, sheet, table, body);
  let wish: Wish = readWish(usual);
  let shown: readonly Row[] = [];
  let hasRows = false;

  const number = make("p", "sheet-count", { role: "status" });
  const none = make("p", "sheet-none", { hidden: true }, "Nothing here matches.");
  const input = make("input", "", {
    type: "search",
    "data-filter": true,
    value: wish.words,
    placeholder: "Filter",
    "aria-label": `Filter the ${rows.noun[1]}`,
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
  });
  const choices = new Map<string, HTMLSelectElement>();
  const tools = make("div", "sheet-tools", {}, input);
  const headings = new Map<string, HTMLTableCellElement>();

  const draw = () => {
    // Until the rows are there, those that the house drew stand.
    if (!hasRows) return;
    shown = filter.shown(wish);
    drawing.show(shown);
    const all = filter.size;
    const [one, several] = rows.noun;
    setText(number, shown.length === all ? count(all, one, several) : `${shown.length.toLocaleString("en-GB")} of ${count(all, one, several)}`);
    none.hidden = shown.length > 0 || all === 0;
    root.classList.toggle("empty", all === 0);
    for (const [id, heading] of headings) {
      if (wish.sort.replace(/^-/, "") !== id) heading.removeAttribute("aria-sort");
      else heading.setAttribute("aria-sort", wish.sort.startsWith("-") ? "descending" : "ascending");
    }
  };
  const wishFor = (part: Partial<Wish>) => {
    wish = { ...wish, ...part };
    sheet.scrollTop = 0;
    draw();
    later(() => writeWish(wish, usual));
  };

  for (const heading of table.tHead?.rows[0]?.cells ?? []) {
    const column = rows.columns.find(({ id }) => id === heading.dataset.column);
    if (!column || column.acts) continue;
    headings.set(column.id, heading);
    if (column.choice) {
      const select = make("select", "", { "aria-label": `Only this: ${heading.textContent?.trim() ?? ""}` });
      select.addEventListener("change", () => {
        const chosen = new Map(wish.chosen);
        if (select.value) chosen.set(column.id, select.value);
        else chosen.delete(column.id);
        wishFor({ chosen });
      });
      choices.set(column.id, select);
      tools.append(select);
    }
    const button = make("button", "sort", { type: "button" });
    button.append(...heading.childNodes);
    button.addEventListener("click", () => wishFor({ sort: wish.sort === column.id ? `-${column.id}` : column.id }));
    heading.append(button);
  }

  const names = rows.columns.flatMap((column) => (column.acts ? [] : [headings.get(column.id)?.textContent?.trim() ?? column.id]));
  const copy = async (form: Form) => {
    const done = await toClipboard(asText(rows, names, shown, form));
    say(done ? `${count(shown.length, "row")} copied` : "The browser did not let the table be copied. Select it and press Ctrl C.");
  };
  for (const form of ["tsv", "csv"] as const) {
    const button = make("button", "plain", { type: "button" }, form === "tsv" ? "Copy the table" : "Copy as CSV");
    button.addEventListener("click", () => void copy(form));
    tools.append(button);
  }
  sheet.addEventListener("copy", (event) => {
    if (!document.getSelection()?.isCollapsed || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", asText(rows, names, shown, "tsv"));
    event.preventDefault();
    say(`${count(shown.length, "row")} copied`);
  });
  input.addEventListener("input", () => wishFor({ words: input.value }));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      sheet.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      wishFor({ words: "" });
    }
  });
  sheet.before(make("div", "sheet-head", {}, tools, number));
  sheet.after(none);

  return {
    replace: (all) => {
      hasRows = true;
      filter.replace(all);
      for (const [id, select] of choices) offer(select, headings.get(id)?.textContent?.trim() ?? id, filter.values(id), wish.chosen.get(id) ?? "");
      draw();
    },
  };
}

function offer(select: HTMLSelectElement, heading: string, values: readonly string[], chosen: string): void {
  const wanted = chosen && !values.includes(chosen) ? [...values, chosen] : values;
  const now = [...select.options].slice(1).map(({ value }) => value);
  if (now.length === wanted.length && now.every((value, at) => value === wanted[at]) && select.options.length) return;
  select.replaceChildren(make("option", "", { value: "" }, `${heading}: all`), ...wanted.map((value) => make("option", "", { value, selected: value === chosen }, value)));
}

let waiting = 0;

/** Browsers refuse an address that changes with every letter. */
function later(act: () => void): void {
  clearTimeout(waiting);
  waiting = window.setTimeout(act, 250);
}

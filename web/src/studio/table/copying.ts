// A table as text: tabs for spreadsheets and mails, commas for files.

import type { Rows } from "./columns";

export type Form = "tsv" | "csv";

export function asText<Row>(rows: Rows<Row>, headings: readonly string[], shown: readonly Row[], form: Form): string {
  const columns = rows.columns.filter(({ acts }) => !acts);
  const lines = shown.map((row) => columns.map((column) => column.text(row)));
  const write = form === "tsv" ? tabbed : quoted;
  return [headings, ...lines].map((cells) => cells.map((cell) => write(harmless(cell))).join(form === "tsv" ? "\t" : ",")).join("\r\n");
}

/** A name that a spreadsheet would run as a formula is kept as a name. */
function harmless(cell: string): string {
  return /^[=+@\t\r]|^-(?!\d)/.test(cell) && cell.length > 1 ? `'${cell}` : cell;
}

function tabbed(cell: string): string {
  return cell.replace(/[\t\r\n]+/g, " ");
}

/** RFC 4180. */
function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Over plain HTTP browsers keep their clipboard to themselves; a selection can still be copied. */
export async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    const before = document.activeElement;
    area.value = text;
    area.className = "unseen";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    return done;
  }
}

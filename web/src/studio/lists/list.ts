// A table over one list of the API: all of it is fetched, page by page, and then lives in the browser.

import { askAll, sentenceOf } from "../api";
import type { Rows } from "../table/columns";
import { openSheet } from "../table/sheet";
import { complain } from "../toasts";

export interface List {
  /** Asks for everything anew. */
  refresh(): Promise<void>;
}

export function openList<Row>(root: HTMLElement, path: string, rows: Rows<Row>): List {
  const sheet = openSheet(root, rows);
  const refresh = async () => {
    const all: Row[] = [];
    try {
      await askAll<Row>(path, (items) => {
        all.push(...items);
        // The first page is shown at once; the rest comes together.
        if (all.length === items.length) sheet.replace(all);
      });
      sheet.replace(all);
    } catch (error) {
      complain(sentenceOf(error));
    }
  };
  void refresh();
  return { refresh };
}

// The table's state stands in the page's address, so that it can be sent to somebody, and Back finds it again.

import type { Wish } from "./filtering";

export function readWish(sort: string): Wish {
  const query = new URLSearchParams(location.search);
  const chosen = new Map<string, string>();
  for (const [name, value] of query) if (name.startsWith("in.") && value) chosen.set(name.slice(3), value);
  return { words: query.get("q") ?? "", sort: query.get("sort") ?? sort, chosen };
}

export function writeWish({ words, sort, chosen }: Wish, usual: string): void {
  const query = new URLSearchParams(location.search);
  for (const name of [...query.keys()]) if (name === "q" || name === "sort" || name.startsWith("in.")) query.delete(name);
  if (words) query.set("q", words);
  if (sort && sort !== usual) query.set("sort", sort);
  for (const [id, value] of chosen) query.set(`in.${id}`, value);
  const text = query.toString();
  const address = location.pathname + (text ? `?${text}` : "") + location.hash;
  if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", address);
}

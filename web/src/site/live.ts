// A part of a page marked `data-live` is fetched anew while someone looks at it, and redrawn where it changed.

import { makeSortable } from "./sorting";

const every = 2000;

type Fresh = { readonly part: HTMLElement } | "later" | "never";

export function keepLive(root: Document): void {
  const shown = root.querySelector<HTMLElement>("[data-live]");
  if (!shown) return;
  // As the house wrote it: what scripts did to the page since then is no change.
  const written = [...shown.children].map(({ outerHTML }) => outerHTML);

  const look = async () => {
    const fresh = root.visibilityState === "visible" ? await ask() : "later";
    if (fresh === "never") return;
    if (fresh !== "later") redraw(shown, fresh.part, written);
    setTimeout(look, every);
  };
  setTimeout(look, every);
}

async function ask(): Promise<Fresh> {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status >= 500) return "later";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector<HTMLElement>("[data-live]");
    // No such part: the visit has ended. What is shown stays, and nothing is asked again.
    return part ? { part } : "never";
  } catch {
    // The house is being restarted, or the line is gone.
    return "later";
  }
}

function redraw(shown: HTMLElement, fresh: HTMLElement, written: string[]): void {
  const focus = addressOfFocus(shown);
  let changed = false;
  const parts = [...fresh.children];
  parts.forEach((part, place) => {
    if (part.outerHTML === written[place]) return;
    written[place] = part.outerHTML;
    changed = true;
    const old = shown.children[place];
    if (old) old.replaceWith(part);
    else shown.append(part);
  });
  while (shown.children.length > parts.length) shown.lastElementChild?.remove();
  written.length = parts.length;
  if (!changed) return;
  makeSortable(shown);
  if (focus) shown.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true });
}

/** A selector for what has the focus inside, when it can be found again in the redrawn part. */
function addressOfFocus(shown: HTMLElement): string | null {
  const { activeElement } = document;
  if (!activeElement || !shown.contains(activeElement)) return null;
  if (activeElement instanceof HTMLAnchorElement) return `a[href="${CSS.escape(activeElement.getAttribute("href") ?? "")}"]`;
  const label = activeElement.getAttribute("aria-label");
  return label ? `[aria-label="${CSS.escape(label)}"][tabindex]` : null;
}

// A line at the foot of the page that says what was done, for the eye and for screen readers, and takes it back while
// that can be done.

import { make } from "../controls/elements";

interface Undo {
  readonly label: string;
  act(): Promise<void> | void;
}

/** What the button of something that can be undone says; Ctrl Z presses the newest one. */
const takeBack = "Take back";

const short = 6000;
const withUndo = 20_000;

let newestUndo: (() => void) | null = null;

export function say(words: string, undo?: Undo): void {
  show(words, "said", undo);
}

/** Something did not happen; it stays until it is put away. */
export function complain(words: string): void {
  show(words, "complained");
}

/** Takes back the newest thing that can be. */
export function undoNewest(): boolean {
  newestUndo?.();
  return newestUndo !== null;
}

function show(words: string, kind: "said" | "complained", undo?: Undo): void {
  const place = document.querySelector(kind === "said" ? "[data-toasts]" : "[data-alerts]");
  if (!place) return;
  for (const shown of place.children) if (shown.firstChild?.textContent === words) shown.remove();
  const toast = make("p", `toast ${kind}`, {}, make("span", "", { dir: "auto" }, words));
  let left = 0;
  const away = () => {
    clearTimeout(left);
    if (newestUndo === press) newestUndo = null;
    if (toast.contains(document.activeElement)) document.querySelector<HTMLElement>("main")?.focus();
    toast.remove();
  };
  const press = () => {
    away();
    void undo?.act();
  };
  if (undo) {
    if (undo.label === takeBack) newestUndo = press;
    const button = make("button", "plain", { type: "button" }, undo.label);
    button.addEventListener("click", press);
    toast.append(button);
  }
  const close = make("button", "toast-close", { type: "button", "aria-label": "Put away" }, "×");
  close.addEventListener("click", away);
  toast.append(close);
  place.append(toast);
  while (place.children.length > 4) place.firstElementChild?.remove();
  if (kind === "complained") return;
  const wait = () => (left = window.setTimeout(away, undo ? withUndo : short));
  const stay = () => clearTimeout(left);
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusout", wait);
  wait();
}

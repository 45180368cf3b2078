// Keyboard first: `?` shows the keys, `g` and a letter go to a page, `/` goes to the filter. Single keys can be
// switched off (WCAG 2.1.4), for who speaks to the computer.

import { make } from "../controls/elements";
import { undoNewest } from "./toasts";

interface Key {
  readonly keys: string;
  readonly says: string;
}

const always: readonly Key[] = [
  { keys: "?", says: "Show these keys" },
  { keys: "/", says: "Go to the filter of the table" },
  { keys: "Ctrl S", says: "Save the form (⌘ S on a Mac)" },
  { keys: "Ctrl Z", says: "Take back what was just saved, outside a text field" },
  { keys: "↑ ↓", says: "Move between rows; Home and End to the first and last" },
  { keys: "Enter", says: "Open the row" },
  { keys: "Ctrl C", says: "Copy the table, while a row has the focus" },
  { keys: "Esc", says: "Close what is open" },
];

const off = "studio.single-keys-off";
const patience = 1500;

export function listenForKeys(): void {
  const doors = new Map<string, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-key]")) doors.set(link.dataset.key ?? "", link);
  document.querySelector("[data-keys]")?.addEventListener("click", () => showKeys(doors));

  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "z" && !event.shiftKey && !isWriting(event.target) && undoNewest()) event.preventDefault();
      return;
    }
    if (isWriting(event.target) || document.querySelector("dialog[open]") || localStorage.getItem(off)) return;
    const door = event.timeStamp < going ? doors.get(event.key) : undefined;
    going = 0;
    if (door) door.click();
    else if (event.key === "g") going = event.timeStamp + patience;
    else if (event.key === "?") showKeys(doors);
    else if (event.key === "/") document.querySelector<HTMLElement>("[data-filter]")?.focus();
    else return;
    event.preventDefault();
  });
}

export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

function showKeys(doors: ReadonlyMap<string, HTMLAnchorElement>): void {
  const pages = [...doors].map(([key, link]) => ({ keys: `g ${key}`, says: `Go to ${link.textContent?.trim() ?? ""}` }));
  const list = make("dl", "keys");
  for (const { keys, says } of [...always, ...pages]) {
    const caps = keys.split(" ").flatMap((cap, at) => (at ? [" ", make("kbd", "", {}, cap)] : [make("kbd", "", {}, cap)]));
    list.append(make("div", "", {}, make("dt", "", {}, ...caps), make("dd", "", {}, says)));
  }
  const single = make("input", "", { type: "checkbox", checked: !localStorage.getItem(off) });
  single.addEventListener("change", () => (single.checked ? localStorage.removeItem(off) : localStorage.setItem(off, "1")));
  const close = make("button", "plain", { type: "submit" }, "Close");
  const dialog = make(
    "dialog",
    "question",
    { "aria-labelledby": "keys-heading" },
    make(
      "form",
      "question-form",
      { method: "dialog" },
      make("h2", "", { id: "keys-heading" }, "Keys"),
      list,
      make("label", "check", {}, single, " Single keys without Ctrl are on"),
      make("div", "question-foot", {}, close),
    ),
  );
  const opener = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener instanceof HTMLElement) opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

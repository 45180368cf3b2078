import { make } from "./elements";
import { icon, redraw, type IconName } from "./icons";

export interface IconButton {
  readonly element: HTMLButtonElement;
  /** Another drawing and another name, when the button would do something else now. */
  show(drawing: IconName, label: string): void;
}

/** A button of 44 px with a drawing; its label is what screen readers say and what stands over it on hover. */
export function iconButton(drawing: IconName, label: string, shortcut: string, press: () => void): IconButton {
  const picture = icon(drawing);
  const element = make("button", "player-button", { type: "button" });
  element.append(picture);
  element.addEventListener("click", press);
  const show = (next: IconName, words: string) => {
    if (element.ariaLabel === words) return;
    element.ariaLabel = words;
    element.title = shortcut ? `${words} (${shortcut})` : words;
    redraw(picture, next);
  };
  show(drawing, label);
  return { element, show };
}

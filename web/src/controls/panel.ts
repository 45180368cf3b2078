import { iconButton, type IconButton } from "./button";
import { make } from "./elements";
import type { IconName } from "./icons";
import type { Choice } from "../playback/playback";

/** A group of choices in a panel: "Subtitles", with a radio button for each. */
export interface Section {
  readonly heading: string;
  choices(): Choice[];
  choose(id: string): void;
}

/** A button that opens a small panel of choices above the bar. */
export class Panel {
  readonly button: IconButton;
  readonly element: HTMLElement;
  private readonly sections: { section: Section; list: HTMLElement; drawn: string }[];

  constructor(drawing: IconName, label: string, shortcut: string, sections: readonly Section[]) {
    const name = `player-panel-${drawing}`;
    this.button = iconButton(drawing, label, shortcut, () => this.toggle());
    this.button.element.setAttribute("aria-expanded", "false");
    this.button.element.setAttribute("aria-controls", name);
    this.element = make("div", "player-panel", { id: name, role: "group", "aria-label": label, hidden: true });
    this.sections = sections.map((section) => {
      const list = make("fieldset", "player-choices");
      this.element.append(list);
      return { section, list, drawn: "" };
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
        this.button.element.focus();
      }
    });
    this.element.addEventListener("focusout", (event) => {
      const next = event.relatedTarget;
      if (next instanceof Node && !this.element.contains(next) && next !== this.button.element) this.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  close(): void {
    this.element.hidden = true;
    this.button.element.setAttribute("aria-expanded", "false");
  }

  /** Draws the choices again where they changed; a panel without any has no button. */
  refresh(): void {
    let any = false;
    for (const entry of this.sections) {
      const choices = entry.section.choices();
      entry.list.hidden = choices.length < 2;
      any ||= !entry.list.hidden;
      const drawn = JSON.stringify(choices);
      if (drawn === entry.drawn) continue;
      entry.drawn = drawn;
      this.draw(entry.section, entry.list, choices);
    }
    this.button.element.hidden = !any;
    if (!any) this.close();
  }

  private toggle(): void {
    if (this.isOpen) return this.close();
    this.refresh();
    this.element.hidden = false;
    this.button.element.setAttribute("aria-expanded", "true");
    (this.element.querySelector<HTMLElement>("input:checked") ?? this.element.querySelector("input"))?.focus();
  }

  private draw(section: Section, list: HTMLElement, choices: Choice[]): void {
    const held = list.contains(document.activeElement);
    list.replaceChildren(make("legend", "", {}, section.heading));
    for (const choice of choices) {
      const input = make("input", "", { type: "radio", name: `player-${section.heading}`, value: choice.id });
      input.checked = choice.chosen;
      input.addEventListener("change", () => section.choose(choice.id));
      list.append(make("label", "player-choice", {}, input, make("span", "", {}, choice.label)));
      if (held && choice.chosen) input.focus();
    }
  }
}

import { make, setText } from "../controls/elements";
import { drawReaction } from "./drawings";
import type { Line } from "./live";
import type { Rising } from "./rising";
import { react, reactions, say, type Reaction } from "./voice";

const shownLines = 150;
const names: Readonly<Record<Reaction, string>> = {
  heart: "Love",
  bravo: "Bravo",
  laugh: "Laughter",
  tear: "Tears",
  gasp: "Surprise",
};

/** What the team may do in the chat. */
export interface Steward {
  remove(id: string): void;
  close(quiet: boolean): void;
}

/** Beside the picture: what is said, a line to say something oneself, and what can be shown without words. */
export class Talk {
  readonly element: HTMLElement;
  private readonly list = make("div", "talk-lines", { role: "log", "aria-label": "What is said", tabindex: 0 });
  private readonly note = make("p", "talk-note", { role: "status" });
  private readonly form: HTMLFormElement;
  private readonly text = make("input", "talk-text", {
    name: "text",
    maxlength: 280,
    autocomplete: "off",
    placeholder: "Say something",
    "aria-label": "Say something",
  });
  private readonly name = make("input", "talk-name", {
    name: "name",
    maxlength: 24,
    autocomplete: "off",
    placeholder: "Your name here",
    "aria-label": "The name you are called by here",
  });
  private readonly closing: HTMLButtonElement | null;
  private open = true;

  constructor(
    private readonly address: string,
    rising: Rising,
    private readonly steward: Steward | null,
  ) {
    this.name.value = nameBefore();
    const send = make("button", "talk-send", { type: "submit" }, "Say");
    this.form = make("form", "talk-form", {}, this.name, make("div", "talk-row", {}, this.text, send));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.closing = steward && make("button", "talk-plain", { type: "button" }, "Close the chat");
    this.closing?.addEventListener("click", () => steward?.close(this.open));
    this.element = make(
      "aside",
      "talk",
      { "aria-label": "The audience" },
      this.list,
      this.note,
      make("div", "talk-reactions", { role: "group", "aria-label": "Show something" }, ...this.buttons(), edgeSwitch(rising)),
      this.form,
      ...(this.closing ? [this.closing] : []),
    );
    // The player's keys are not for who writes.
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }

  said(lines: readonly Line[]): void {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 48;
    const here = new Set([...this.list.children].map((line) => (line as HTMLElement).dataset.id));
    this.list.append(...lines.filter(({ id }) => !here.has(id)).map((line) => this.line(line)));
    while (this.list.childElementCount > shownLines) this.list.firstElementChild?.remove();
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  unsaid(ids: readonly string[]): void {
    for (const line of [...this.list.children]) {
      if (ids.includes((line as HTMLElement).dataset.id ?? "")) line.remove();
    }
  }

  /** Whether anybody may say anything now. */
  opened(open: boolean): void {
    if (open === this.open) return;
    this.open = open;
    this.form.hidden = !open;
    setText(this.note, open ? "" : "The chat is closed.");
    if (this.closing) setText(this.closing, open ? "Close the chat" : "Open the chat");
  }

  private async send(): Promise<void> {
    const text = this.text.value.trim();
    if (!text) return;
    keepName(this.name.value.trim());
    const refused = await say(this.address, this.name.value, text);
    setText(this.note, refused ?? "");
    if (refused === null) this.text.value = "";
  }

  /** Whatever was said is text and nothing else. */
  private line({ id, by, text }: Line): HTMLElement {
    const line = make("p", "talk-line", { "data-id": id }, make("b", "", {}, by), " ", make("span", "", {}, text));
    if (this.steward) {
      const remove = make("button", "talk-plain", { type: "button", "aria-label": `Take away what ${by} said` }, "×");
      remove.addEventListener("click", () => this.steward?.remove(id));
      line.append(remove);
    }
    return line;
  }

  private buttons(): HTMLElement[] {
    return reactions.map((reaction) => {
      const label = names[reaction];
      const button = make("button", "talk-reaction", { type: "button", "aria-label": label, title: label }, drawReaction(reaction));
      button.addEventListener("click", () => void react(this.address, reaction).then((refused) => setText(this.note, refused ?? "")));
      return button;
    });
  }
}

function edgeSwitch(rising: Rising): HTMLElement {
  const button = make("button", "talk-plain", { type: "button" });
  const draw = () => {
    button.setAttribute("aria-pressed", String(rising.isOn));
    setText(button, rising.isOn ? "Hide what others show" : "Show what others show");
  };
  button.addEventListener("click", () => {
    rising.switchTo(!rising.isOn);
    draw();
  });
  draw();
  return button;
}

const nameKey = "marquee.name";

/** The name that was chosen on this visit. Storage may be forbidden: then nobody is remembered. */
function nameBefore(): string {
  try {
    return sessionStorage.getItem(nameKey) ?? "";
  } catch {
    return "";
  }
}

function keepName(name: string): void {
  try {
    sessionStorage.setItem(nameKey, name);
  } catch {
    // What is said is said all the same.
  }
}

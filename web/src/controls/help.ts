import { make } from "./elements";
import { keys } from "./keyboard";

/** The list of keys, opened by the question mark. */
export class Help {
  readonly element: HTMLDialogElement;

  constructor() {
    const list = make("dl", "player-keys");
    for (const { shown, does } of keys) {
      const caps = shown.split(", ").map((key) => make("kbd", "", {}, key));
      list.append(make("div", "", {}, make("dt", "", {}, ...caps), make("dd", "", {}, does)));
    }
    const close = make("button", "player-plain-button", { type: "button", autofocus: true }, "Close");
    this.element = make(
      "dialog",
      "player-help",
      { "aria-labelledby": "player-help-heading" },
      make("h2", "", { id: "player-help-heading" }, "Keys"),
      make("div", "player-help-scroll", { tabindex: 0, role: "region", "aria-label": "List of keys" }, list),
      close,
    );
    close.addEventListener("click", () => this.element.close());
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }
}

import { make, setText } from "../controls/elements";
import type { Leaf } from "./leaf";
import { LeafView } from "./view";

/** A page over the whole screen: dragged, zoomed, turned; every way by hand has one by key. */
export class Reading {
  private readonly canvas = make("canvas", "", { tabindex: 0, role: "img" });
  private readonly said = make("p", "reading-said", { role: "status" });
  private readonly back = button("Page before", "←", () => this.turn(-1));
  private readonly on = button("Next page", "→", () => this.turn(1));
  private readonly dialog: HTMLDialogElement;
  private readonly view: LeafView;
  private place = 0;

  constructor(private readonly leaves: readonly Leaf[]) {
    this.view = new LeafView(this.canvas);
    this.dialog = make(
      "dialog",
      "reading",
      { "aria-label": "Page of the notebook" },
      this.canvas,
      make(
        "div",
        "reading-bar",
        {},
        this.said,
        this.back,
        this.on,
        button("Closer", "+", () => this.view.zoom(1.5)),
        button("Further away", "−", () => this.view.zoom(1 / 1.5)),
        button("The whole page", "Whole", () => this.view.fit()),
        button("Close", "Close", () => this.dialog.close()),
      ),
    );
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    document.body.append(this.dialog);
  }

  open(place: number): void {
    this.dialog.showModal();
    this.show(place);
    this.canvas.focus();
  }

  private turn(by: number): void {
    const place = this.place + by;
    if (place >= 0 && place < this.leaves.length) this.show(place);
  }

  private show(place: number): void {
    const leaf = this.leaves[place];
    if (!leaf) return;
    this.place = place;
    const number = `Page ${place + 1} of ${this.leaves.length}`;
    setText(this.said, leaf.caption ? `${number}: ${leaf.caption}` : number);
    this.canvas.setAttribute("aria-label", leaf.caption || number);
    this.back.disabled = place === 0;
    this.on.disabled = place === this.leaves.length - 1;
    this.view.show(leaf);
  }

  private key(event: KeyboardEvent): void {
    const step = 80;
    const acts: Record<string, () => void> = {
      "+": () => this.view.zoom(1.5),
      "=": () => this.view.zoom(1.5),
      "-": () => this.view.zoom(1 / 1.5),
      "0": () => this.view.fit(),
      ArrowLeft: () => this.view.move(step, 0),
      ArrowRight: () => this.view.move(-step, 0),
      ArrowUp: () => this.view.move(0, step),
      ArrowDown: () => this.view.move(0, -step),
      PageUp: () => this.turn(-1),
      PageDown: () => this.turn(1),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }
}

function button(label: string, words: string, act: () => void): HTMLButtonElement {
  const element = make("button", "", { type: "button", "aria-label": label, title: label }, words);
  element.addEventListener("click", act);
  return element;
}

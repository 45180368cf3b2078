import { make, setText } from "./elements";

/** A line over the picture that says what a key or a gesture did, for the eye and for screen readers alike. */
export class Announcer {
  readonly element = make("p", "player-said", { role: "status" });
  private fading = 0;

  say(words: string): void {
    setText(this.element, words);
    this.element.classList.add("is-shown");
    clearTimeout(this.fading);
    this.fading = window.setTimeout(() => this.element.classList.remove("is-shown"), 1200);
  }
}

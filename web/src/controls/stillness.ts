// The controls go when nobody moves and the film plays, and come back with the first movement.

const patience = { hand: 3000, keyboard: 6000 };

export class Stillness {
  private timer = 0;

  constructor(
    private readonly player: HTMLElement,
    private readonly video: HTMLVideoElement,
    private readonly busy: () => boolean,
  ) {
    player.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") this.wake();
    });
    player.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") this.rest();
    });
    player.addEventListener("focusin", () => this.wake());
    for (const name of ["play", "pause", "ended", "seeking", "ratechange"]) video.addEventListener(name, () => this.wake());
    this.wake();
  }

  get isAwake(): boolean {
    return !this.player.classList.contains("is-still");
  }

  wake(): void {
    this.player.classList.remove("is-still");
    clearTimeout(this.timer);
    const wait = this.player.querySelector(":focus-visible") ? patience.keyboard : patience.hand;
    this.timer = window.setTimeout(() => this.rest(), wait);
  }

  rest(): void {
    if (this.video.paused || this.busy()) this.wake();
    else this.player.classList.add("is-still");
  }
}

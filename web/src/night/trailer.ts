// A trailer in the waiting room: our own player, on its own page within this one, so that all of it ends with the room.

/** Makes the room's links to trailers play them before the poster. */
export function offerTrailers(room: HTMLElement): void {
  const screen = room.querySelector<HTMLElement>("[data-screen]");
  if (!screen) return;
  for (const link of room.querySelectorAll<HTMLAnchorElement>("a[data-plays]")) {
    link.addEventListener("click", (event) => {
      // Who wants it in a tab of its own gets that.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      play(screen, link.dataset.plays ?? "");
    });
  }
}

function play(screen: HTMLElement, address: string): void {
  const frame = document.createElement("iframe");
  frame.title = "Trailer";
  frame.className = "case-screen";
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.src = address;
  // The player's keys are there for who pressed one to begin it.
  frame.addEventListener("load", () => frame.contentWindow?.focus());
  screen.querySelector(".case-screen")?.remove();
  screen.classList.add("is-playing");
  screen.append(frame);
  screen.scrollIntoView({ block: "nearest" });
}

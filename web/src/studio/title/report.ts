// The check's report: each place where something breaks can be played.

import type { Picture } from "./picture";

export function openReport(root: HTMLElement, picture: Picture | null): void {
  if (!picture) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-play-at]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      // Two seconds before, so that one sees how it comes.
      picture.goTo(Math.max(0, Number(button.dataset.playAt) - 2000), true);
      document.querySelector("[data-scrub]")?.scrollIntoView({ block: "nearest" });
    });
  }
}

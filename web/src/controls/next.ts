import { make, setText } from "./elements";
import type { Stage } from "./stage";

/** What plays on after the film by itself. */
export interface Next {
  readonly address: string;
  readonly name: string;
  /** "Season 1, episode 2" */
  readonly line: string;
  readonly poster: string | null;
  /** Seconds until it begins. */
  readonly pause: number;
}

/** At the end of the film, the card of what comes next: it begins by itself unless somebody wants to stay. */
export function nextCard(stage: Stage, next: Next): HTMLElement {
  const { video, announcer } = stage;
  const count = make("span", "player-next-count", { "aria-hidden": "true" });
  const now = make("a", "player-amber-button player-next-now", { href: next.address }, "Play now");
  const stay = make("button", "player-plain-button", { type: "button" }, "Stay here");
  const card = make(
    "section",
    "player-next",
    { "aria-label": "What comes next", hidden: true },
    next.poster ? make("img", "player-next-still", { src: next.poster, alt: "" }) : "",
    make("p", "player-next-line", {}, next.line),
    make("p", "player-next-name", {}, next.name),
    make("p", "player-next-ways", {}, now, stay, count),
  );
  let counting = 0;

  const stop = () => {
    clearInterval(counting);
    counting = 0;
    card.hidden = true;
  };
  const begin = () => {
    if (counting) return;
    if (next.pause === 0) return location.assign(next.address);
    let left = next.pause;
    setText(count, seconds(left));
    card.hidden = false;
    now.focus();
    announcer.say(`${next.name} begins in ${left} seconds`);
    counting = window.setInterval(() => {
      left -= 1;
      setText(count, seconds(left));
      if (left > 0) return;
      stop();
      location.assign(next.address);
    }, 1000);
  };

  stay.addEventListener("click", () => {
    stop();
    stage.player.querySelector<HTMLElement>(".player-middle")?.focus();
  });
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    stay.click();
  });
  video.addEventListener("ended", begin);
  // Whoever goes back into the film wants to stay.
  for (const name of ["play", "seeking"]) video.addEventListener(name, stop);
  return card;
}

function seconds(left: number): string {
  return left === 1 ? "in 1 second" : `in ${left} seconds`;
}

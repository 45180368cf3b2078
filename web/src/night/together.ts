// The film seen together, on the watch page: its showing, what stands over the picture because of it, and the audience.

import { make, setText } from "../controls/elements";
import { play, seekTo, type Stage } from "../controls/stage";
import { houseClock } from "./clock";
import { follow, type Course } from "./live";
import { Rising } from "./rising";
import { Showing } from "./showing";
import { Talk } from "./talk";

/** Who comes so many seconds after the beginning is told that the film is under way. */
const late = 20;

export interface Gathering {
  readonly course: Course;
  readonly live: string;
  readonly steward: boolean;
}

/** What the watch page says of a showing; null when there is none. */
export function readGathering(player: HTMLElement): Gathering | null {
  const { begins, runs, live, steward } = player.dataset;
  if (!begins || !runs || !live) return null;
  return { course: { begins: Number(begins), runs: Number(runs) }, live, steward: steward !== undefined };
}

/** Builds what a showing adds to the player; what is returned stands over the picture. */
export function seeTogether(stage: Stage, { course, live, steward }: Gathering, alone: boolean): HTMLElement {
  const { player, video, film } = stage;
  const badge = make("span", "together-badge", {}, "Together");
  const change = make("button", "player-plain-button", { type: "button" });
  const sound = make("button", "player-amber-button", { type: "button", hidden: true }, "Turn the sound on");
  const curtain = make("p", "together-curtain", { role: "status", hidden: true });
  const notice = make("div", "together-late", { role: "status", hidden: true });
  const rising = new Rising();
  const talk = new Talk(live, rising, steward ? stewardOf(film.key, course) : null);

  const showing = new Showing(video, course, () => houseClock.now(), () => houseClock.isSet, {
    begins: (seconds) => {
      curtain.hidden = seconds <= 0;
      setText(curtain, `The curtain rises in ${Math.ceil(seconds)}`);
    },
    silenced: () => (sound.hidden = false),
    over: () => end(),
  });
  const draw = () => {
    const joined = showing.isJoined;
    player.classList.toggle("is-together", joined);
    badge.hidden = !joined;
    if (!joined) curtain.hidden = true;
    setText(change, joined ? "Leave the showing" : "Join the showing");
    for (const range of player.querySelectorAll<HTMLInputElement>(".player-seek-range")) range.disabled = joined;
    for (const name of ["ratechange", "timeupdate"]) video.dispatchEvent(new Event(name));
  };
  const join = () => {
    notice.hidden = true;
    showing.join();
    draw();
  };
  const leave = () => {
    notice.hidden = true;
    showing.leave();
    draw();
  };
  const end = () => {
    leave();
    stopFollowing();
    change.remove();
    talk.element.remove();
    document.querySelector(".picture")?.classList.remove("has-talk");
    stage.announcer.say("The showing is over. The film stays.");
  };
  const stopFollowing = follow(live, {
    stands: (standing) => {
      if (standing.stands === "open" && !standing.showing) return end();
      if (standing.showing) showing.moved(standing.showing);
      talk.opened(standing.talk);
    },
    said: (lines) => talk.said(lines),
    unsaid: (ids) => talk.unsaid(ids),
    reacted: (counts) => rising.show(counts),
  });

  change.addEventListener("click", () => (showing.isJoined ? leave() : join()));
  sound.addEventListener("click", () => {
    video.muted = false;
    sound.hidden = true;
  });
  video.addEventListener("volumechange", () => {
    if (!video.muted) sound.hidden = true;
  });
  if (!alone && houseClock.isSet && showing.place() > late) {
    const again = make("button", "player-plain-button", { type: "button" }, "From the beginning");
    again.addEventListener("click", () => {
      leave();
      seekTo(video, 0);
      play(video);
    });
    notice.append(make("span", "", {}, `The film began ${sinceWords(showing.place())} ago. You see what everybody sees.`), again);
    notice.hidden = false;
    setTimeout(() => (notice.hidden = true), 15_000);
  }
  const picture = document.querySelector(".picture");
  picture?.append(talk.element);
  picture?.classList.add("has-talk");
  if (alone) draw();
  else join();
  // For measurements from outside: how far this film is from the house.
  Object.assign(player, { ahead: () => showing.ahead(), doubt: () => houseClock.error() });
  return make("div", "together", {}, rising.element, curtain, make("div", "together-row", {}, badge, change, sound), notice);
}

/** The second that everybody sees now; 0 before the first picture. */
export function placeOf({ begins }: Course): number {
  if (!houseClock.isSet) return 0;
  return Math.max(0, houseClock.now() / 1000 - begins / 1e6);
}

function sinceWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} seconds`;
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}

function stewardOf(title: string, course: Course) {
  const address = `/api/v1/titles/${title}/showing`;
  return {
    remove: (id: string) => void fetch(`${address}/lines/${id}`, { method: "DELETE" }),
    close: (quiet: boolean) => {
      const begins = new Date(course.begins / 1000).toISOString();
      const body = JSON.stringify({ begins, quiet });
      void fetch(address, { method: "PUT", headers: { "content-type": "application/json" }, body });
    },
  };
}

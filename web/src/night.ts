// The waiting room: counts down on the house's time, hears how the night stands, and becomes the film.

import { Bulbs } from "./night/bulbs";
import { houseClock as clock, keepSet } from "./night/clock";
import { getReady } from "./night/ahead";
import { leftOf, wordsOf } from "./night/countdown";
import { Figures } from "./night/figures";
import { follow, type Standing } from "./night/live";
import { offerTrailers } from "./night/trailer";
import { spreadOf, Turn } from "./night/turn";
import { inOwnZone } from "./night/zone";

const room = document.getElementById("waiting-room");
if (room) void wait(room);

async function wait(room: HTMLElement): Promise<void> {
  const { page = "", film = "", live = "" } = room.dataset;
  const find = <Kind extends HTMLElement>(name: string) => room.querySelector<Kind>(`[data-${name}]`);
  const said = document.getElementById("said") as HTMLElement;
  const [sign, count, note, listened] = [find("sign"), find("waiting"), find("note"), find("listened")];
  const figures = sign && new Figures(sign);
  const bulbs = sign && new Bulbs(sign);
  let opens = Number(room.dataset.opens) / 1000;
  let waiting = 1;
  let timer = 0;

  const turn = new Turn({ page, film }, said, (late) => {
    if (late > 4000) say(note, "The projectionist is still threading the film. This page opens by itself.");
  });
  const nameInstant = () => {
    for (const time of room.querySelectorAll<HTMLTimeElement>("time[data-instant]")) {
      time.dateTime = new Date(opens).toISOString();
      time.textContent = inOwnZone(opens);
    }
  };
  const begin = (spread: number) =>
    void turn.begin(spread).then((turned) => {
      if (turned) end();
    });
  const tick = () => {
    clearTimeout(timer);
    const left = opens - clock.now();
    bulbs?.show(left);
    figures?.show(left);
    if (listened) say(listened, `It opens in ${wordsOf(leftOf(Math.ceil(left / 60_000) * 60_000))}.`);
    getReady(room, left);
    // A question that comes before the instant is asked in vain.
    if (left <= -Math.min(clock.error(), 50) && !turn.hasBegun) begin(spreadOf(waiting, Math.random()));
    const beat = left < 61_000 ? 100 : 1000;
    timer = window.setTimeout(tick, left > 0 ? (left % beat) + 1 : beat);
  };
  const hear = ({ stands, opens: instant, waiting: people }: Standing) => {
    say(count, peopleWait(people));
    waiting = Number(people?.replace(/\D/g, "")) || 1;
    room.classList.toggle("is-gone", stands === "gone");
    if (stands === "open") return begin(document.hidden ? 0 : spreadOf(waiting, Math.random()));
    if (stands === "gone") {
      turn.stop();
      return tell("The opening was called off, or its waiting room is closed. Nothing is lost: this page opens if it is announced again.");
    }
    say(note, "");
    if (instant === null || instant / 1000 === opens) return;
    opens = instant / 1000;
    turn.stop();
    nameInstant();
    tell(`The opening was moved: ${inOwnZone(opens)}.`);
    tick();
  };
  const tell = (words: string) => {
    say(note, words);
    said.textContent = words;
  };
  const stopFollowing = follow(live, { stands: hear });
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", tick);
    stopFollowing();
  };

  offerTrailers(room);
  nameInstant();
  await keepSet();
  room.classList.add("is-counting");
  document.addEventListener("visibilitychange", tick);
  tick();
}

function peopleWait(people: string | null): string {
  if (people === null) return "";
  return people === "1" ? "You are the first at the door." : `${people[0]?.toUpperCase()}${people.slice(1)} are waiting.`;
}

function say(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}

// All that was found on a tape, along one time axis that can be played, zoomed and walked along by key.

import { make, setText } from "../../controls/elements";
import { ask, Refusal, sentenceOf, type Page } from "../api";
import { lanesOf, Pictures, placeOf, type Colours, type Lane } from "./lanes";
import type { Analysis, Moment } from "./record";
import { clock, following, moved, whole, zoomed, type View } from "./view";

const gap = 6;
const nearer = 0.5;

export async function openTape(root: HTMLElement): Promise<void> {
  try {
    const [{ body }, moments] = await Promise.all([
      ask<Analysis>("GET", `/assets/${root.dataset.tape}/analysis`),
      ask<Page<Moment>>("GET", `/assets/${root.dataset.tape}/moments`),
    ]);
    new Axis(root, body, moments.body.items);
  } catch (error) {
    root.hidden = false;
    root.append(make("p", "trouble", { role: "alert" }, sentenceOf(error)));
  }
}

class Axis {
  readonly #analysis: Analysis;
  readonly #canvas = make("canvas", "tape-canvas");
  readonly #slider: HTMLElement;
  readonly #told = make("p", "tape-told", { role: "status" });
  readonly #lanes: readonly Lane[];
  readonly #player = document.querySelector<HTMLMediaElement>("[data-tape-plays]");
  #view: View;
  #at = 0;
  #waits = false;

  constructor(root: HTMLElement, analysis: Analysis, moments: readonly Moment[]) {
    this.#analysis = analysis;
    this.#view = whole(analysis.length_s);
    this.#lanes = lanesOf(analysis, moments, new Pictures(analysis, () => this.#drawSoon()));
    this.#slider = make("div", "tape-slider", {
      role: "slider",
      tabindex: "0",
      "aria-label": "Place on the tape",
      "aria-valuemin": "0",
      "aria-valuemax": String(Math.floor(analysis.length_s)),
    });
    const names = make("div", "tape-names", { "aria-hidden": "true" });
    for (const lane of this.#lanes) {
      const name = make("span", "", {}, lane.name);
      name.style.height = `${lane.height + gap}px`;
      names.append(name);
    }
    this.#slider.append(this.#canvas);
    const acts = make("div", "tape-acts");
    acts.append(
      this.#button("Nearer", () => this.#zoom(nearer)),
      this.#button("Farther", () => this.#zoom(1 / nearer)),
      this.#button("All of it", () => this.#look(whole(analysis.length_s))),
      this.#told,
    );
    const board = make("div", "tape-board");
    board.append(names, this.#slider);
    root.append(acts, board);
    root.hidden = false;
    document.querySelector("[data-tape-stills]")?.setAttribute("hidden", "");
    this.#listen();
    const asked = Number(new URLSearchParams(location.search).get("t") ?? "");
    if (asked > 0) this.#goTo(asked, false);
    this.#tell();
    this.#drawSoon();
  }

  #button(name: string, act: () => void): HTMLButtonElement {
    const button = make("button", "small", { type: "button" }, name);
    button.addEventListener("click", act);
    return button;
  }

  #listen(): void {
    const slider = this.#slider;
    new ResizeObserver(() => this.#drawSoon()).observe(slider);
    slider.addEventListener("click", (event) => this.#goTo(this.#secondAt(event.offsetX), true));
    slider.addEventListener("keydown", (event) => this.#key(event));
    slider.addEventListener(
      "wheel",
      (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          this.#look(zoomed(this.#view, this.#length, Math.exp(event.deltaY / 300), this.#secondAt(event.offsetX)));
        } else if (event.deltaX) {
          event.preventDefault();
          const span = this.#view.to - this.#view.from;
          this.#look(moved(this.#view, this.#length, (event.deltaX / slider.clientWidth) * span));
        }
      },
      { passive: false },
    );
    this.#player?.addEventListener("timeupdate", () => {
      this.#at = this.#player?.currentTime ?? 0;
      this.#view = following(this.#view, this.#length, this.#at);
      this.#tell();
      this.#drawSoon();
    });
    for (const link of document.querySelectorAll<HTMLElement>("[data-tape-at]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.#goTo(Number(link.dataset.tapeAt), true);
      });
    }
  }

  #key(event: KeyboardEvent): void {
    const shots = this.#analysis.picture?.shots ?? [];
    const step = event.shiftKey ? 10 : 1;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#goTo(this.#at - step, false),
      ArrowRight: () => this.#goTo(this.#at + step, false),
      Home: () => this.#goTo(0, false),
      End: () => this.#goTo(this.#length, false),
      PageUp: () => this.#goTo(shots.filter((shot) => shot.start_s < this.#at - 0.01).at(-1)?.start_s ?? 0, false),
      PageDown: () => this.#goTo(shots.find((shot) => shot.start_s > this.#at + 0.01)?.start_s ?? this.#length, false),
      "+": () => this.#zoom(nearer),
      "-": () => this.#zoom(1 / nearer),
      Enter: () => this.#play(),
      " ": () => this.#play(),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  #play(): void {
    const player = this.#player;
    if (!player) return;
    if (player.paused) void player.play().catch(() => undefined);
    else player.pause();
  }

  #goTo(second: number, andPlay: boolean): void {
    this.#at = Math.min(Math.max(second, 0), this.#length);
    this.#view = following(this.#view, this.#length, this.#at);
    if (this.#player) {
      this.#player.currentTime = this.#at;
      if (andPlay) void this.#player.play().catch(() => undefined);
    }
    this.#tell();
    this.#drawSoon();
  }

  #zoom(factor: number): void {
    const seen = this.#at >= this.#view.from && this.#at <= this.#view.to;
    const around = seen ? this.#at : (this.#view.from + this.#view.to) / 2;
    this.#look(zoomed(this.#view, this.#length, factor, around));
  }

  #look(view: View): void {
    this.#view = view;
    this.#drawSoon();
  }

  /** What lies where the head stands, in words. */
  #tell(): void {
    const at = this.#at;
    const holds = ({ start_s, end_s }: { start_s: number; end_s: number }) => start_s <= at && at < end_s;
    const shots = this.#analysis.picture?.shots ?? [];
    const shot = shots.findIndex(holds);
    const told = [clock(at, true)];
    if (shot >= 0) told.push(`shot ${shot + 1} of ${shots.length}`);
    for (const heard of this.#analysis.sound?.spans ?? []) if (holds(heard)) told.push(heard.class);
    for (const finding of this.#analysis.findings) if (holds(finding)) told.push(finding.sentence);
    const line = this.#analysis.lines.find(holds);
    if (line) told.push(`“${line.text}”`);
    setText(this.#told, told.join(" · "));
    this.#slider.setAttribute("aria-valuenow", String(Math.floor(at)));
    this.#slider.setAttribute("aria-valuetext", told.join(", "));
  }

  #drawSoon(): void {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => {
      this.#waits = false;
      this.#draw();
    });
  }

  #draw(): void {
    const canvas = this.#canvas;
    const width = Math.max(this.#slider.clientWidth, 1);
    const height = this.#lanes.reduce((sum, lane) => sum + lane.height + gap, 0);
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.round(width * sharp);
    canvas.height = Math.round(height * sharp);
    canvas.style.height = `${height}px`;
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.scale(sharp, sharp);
    const colours = this.#colours();
    let top = 0;
    for (const lane of this.#lanes) {
      lane.draw({ pen, view: this.#view, width, top, height: lane.height, colours });
      top += lane.height + gap;
    }
    const head = placeOf({ view: this.#view, width }, this.#at);
    pen.fillStyle = colours.wrong;
    if (head >= 0 && head <= width) pen.fillRect(Math.min(head, width - 2), 0, 2, height);
  }

  #colours(): Colours {
    const style = getComputedStyle(this.#slider);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    return {
      ink: colour("--ink"),
      quiet: colour("--edge"),
      line: colour("--line"),
      light: colour("--light"),
      wrong: colour("--wrong"),
    };
  }

  #secondAt(x: number): number {
    const { from, to } = this.#view;
    return from + (x / Math.max(this.#slider.clientWidth, 1)) * (to - from);
  }

  get #length(): number {
    return this.#analysis.length_s;
  }
}

const every = 1_500;

/** The button that has a tape gone through, and what it says until that is done. */
export function offerAnalysis(button: HTMLButtonElement): void {
  const asset = button.dataset.analyse ?? "";
  const state = button.parentElement?.querySelector("[data-analyse-state]");
  const say = (words: string) => state && setText(state, words);
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { body } = await ask<{ readonly items: readonly string[] }>("POST", `/assets/${asset}/analysis`);
      say("It is in line with the other steps.");
      await follow(body.items, say);
      location.reload();
    } catch (error) {
      button.disabled = false;
      say(sentenceOf(error));
    }
  });
}

interface Step {
  readonly state: string;
  readonly permille: number;
  readonly reason: string | null;
}

async function follow(jobs: readonly string[], say: (words: string) => void): Promise<void> {
  for (;;) {
    const steps = await Promise.all(jobs.map(async (job) => (await ask<Step>("GET", `/jobs/${job}`)).body));
    const failed = steps.find(({ state }) => state === "failed" || state === "cancelled");
    if (failed) throw new Refusal(409, failed.reason ?? "It could not be gone through.", null, null, null);
    if (steps.every(({ state }) => state === "done")) return;
    const done = steps.reduce((sum, { state, permille }) => sum + (state === "done" ? 1000 : permille), 0);
    say(`${Math.floor(done / steps.length / 10)} % gone through.`);
    await new Promise((later) => setTimeout(later, every));
  }
}

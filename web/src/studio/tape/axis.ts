// The one time axis that everything found on a tape lies along: played, zoomed, walked along by key, searched, marked.

import { make, setText } from "../../controls/elements";
import { lanesOf, Pictures, placeOf, type Colours, type Lane } from "./lanes";
import type { Analysis, Moment } from "./record";
import { clock, following, moved, whole, zoomed, type View } from "./view";

const gap = 6;
const nearer = 0.5;

/** A stretch of the tape that an editor marked; an end that is not marked yet is null. */
export interface Stretch {
  readonly from: number | null;
  readonly to: number | null;
}

export class Axis {
  readonly #analysis: Analysis;
  readonly #canvas = make("canvas", "tape-canvas");
  readonly #slider: HTMLElement;
  readonly #told = make("p", "tape-told", { role: "status" });
  readonly #names = make("div", "tape-names", { "aria-hidden": "true" });
  readonly #pictures: Pictures;
  readonly #acts = make("div", "tape-acts");
  #lanes: readonly Lane[] = [];
  #stretch: Stretch = { from: null, to: null };
  #matches: readonly number[] = [];
  #marked: (stretch: Stretch) => void = () => undefined;
  #keys: Readonly<Record<string, () => void>> = {};
  readonly #player = document.querySelector<HTMLMediaElement>("[data-tape-plays]");
  #view: View;
  #at = 0;
  #waits = false;

  constructor(root: HTMLElement, analysis: Analysis, moments: readonly Moment[]) {
    this.#analysis = analysis;
    this.#view = whole(analysis.length_s);
    this.#pictures = new Pictures(analysis, () => this.#drawSoon());
    this.#slider = make("div", "tape-slider", {
      role: "slider",
      tabindex: "0",
      "aria-label": "Place on the tape",
      "aria-valuemin": "0",
      "aria-valuemax": String(Math.floor(analysis.length_s)),
    });
    this.#slider.append(this.#canvas);
    this.showMoments(moments);
    this.#acts.append(
      this.#button("Nearer", () => this.#zoom(nearer)),
      this.#button("Farther", () => this.#zoom(1 / nearer)),
      this.#button("All of it", () => this.#look(whole(analysis.length_s))),
      this.#told,
    );
    const board = make("div", "tape-board");
    board.append(this.#names, this.#slider);
    root.append(this.#acts, board);
    root.hidden = false;
    document.querySelector("[data-tape-stills]")?.setAttribute("hidden", "");
    this.#listen();
    const asked = Number(new URLSearchParams(location.search).get("t") ?? "");
    if (asked > 0) this.#goTo(asked, false);
    this.#tell();
    this.#drawSoon();
  }

  get at(): number {
    return this.#at;
  }

  /** Something that is done on the axis stands with the other buttons. */
  addAct(act: Node): void {
    this.#told.before(act);
  }

  /** What keys do while the axis has them, beside its own. */
  listenTo(keys: Readonly<Record<string, () => void>>): void {
    this.#keys = { ...this.#keys, ...keys };
  }

  /** `marked` hears of every stretch that is marked. */
  onMark(marked: (stretch: Stretch) => void): void {
    this.#marked = marked;
  }

  /** The lanes as they are with these moments. */
  showMoments(moments: readonly Moment[]): void {
    this.#lanes = lanesOf(this.#analysis, moments, this.#pictures);
    this.#names.replaceChildren(
      ...this.#lanes.map((lane) => {
        const name = make("span", "", {}, lane.name);
        name.style.height = `${lane.height + gap}px`;
        return name;
      }),
    );
    this.#drawSoon();
  }

  /** Lights where words were found. */
  showMatches(seconds: readonly number[]): void {
    this.#matches = seconds;
    this.#drawSoon();
  }

  mark(stretch: Partial<Stretch>): void {
    const { from, to } = { ...this.#stretch, ...stretch };
    // An end before the beginning begins anew.
    const turned = from !== null && to !== null && to <= from;
    this.#stretch = turned ? { from: stretch.from ?? null, to: stretch.to ?? null } : { from, to };
    this.#marked(this.#stretch);
    this.#drawSoon();
  }

  goTo(second: number, andPlay: boolean): void {
    this.#goTo(second, andPlay);
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
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tape-at]") : null;
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#goTo(Number(link.dataset.tapeAt), true);
    });
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
    const act = acts[event.key] ?? this.#keys[event.key.toLowerCase()];
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
    this.#drawStretch(pen, width, height, colours);
    pen.fillStyle = colours.light;
    for (const second of this.#matches) pen.fillRect(placeOf({ view: this.#view, width }, second) - 1, 0, 3, height);
    const head = placeOf({ view: this.#view, width }, this.#at);
    pen.fillStyle = colours.wrong;
    if (head >= 0 && head <= width) pen.fillRect(Math.min(head, width - 2), 0, 2, height);
  }

  #drawStretch(pen: CanvasRenderingContext2D, width: number, height: number, colours: Colours): void {
    const { from, to } = this.#stretch;
    if (from === null && to === null) return;
    const place = (second: number) => placeOf({ view: this.#view, width }, second);
    const [left, right] = [place(from ?? to ?? 0), place(to ?? from ?? 0)];
    pen.fillStyle = colours.light;
    pen.globalAlpha = 0.22;
    pen.fillRect(left, 0, Math.max(right - left, 1), height);
    pen.globalAlpha = 1;
    for (const edge of [from, to]) if (edge !== null) pen.fillRect(place(edge) - 1, 0, 2, height);
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

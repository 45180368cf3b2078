// The film beside the work: small, with a ruler to scrub along. It plays exactly what viewers get, by the same engine.

import { make, setText } from "../../controls/elements";
import { chooseProtocol, openPlayback } from "../../playback/open";
import { readFilm } from "../../playback/playback";
import { complain } from "../toasts";
import { place } from "../words";

type Moved = (milliseconds: number) => void;

export class Picture {
  private readonly video = make("video", "scrub-video", { playsinline: true, preload: "auto" });
  private readonly ruler = make("input", "scrub-ruler", { type: "range", min: 0, max: 0, step: 1, value: 0, "aria-label": "Place in the film" });
  private readonly clock = make("output", "scrub-clock", {}, place(0));
  private readonly play = make("button", "plain", { type: "button" }, "Play");
  private readonly listeners = new Set<Moved>();
  private wanted: number | null = null;

  constructor(private readonly root: HTMLElement) {}

  async open(): Promise<void> {
    const { video, ruler, play } = this;
    const subtitles = make("div", "scrub-subtitles");
    const step = (label: string, name: string, frames: number) => {
      const button = make("button", "small", { type: "button", "aria-label": name, title: name }, label);
      button.addEventListener("click", () => this.goTo(this.now + frames * this.frame, false));
      return button;
    };
    this.root.append(
      make("div", "scrub-picture", {}, video, subtitles),
      ruler,
      make("div", "scrub-bar", {}, play, step("◂", "One frame back", -1), step("▸", "One frame on", 1), this.clock),
    );
    const film = readFilm(this.root);
    video.setAttribute("aria-label", film.title);
    play.addEventListener("click", () => (video.paused ? void video.play() : video.pause()));
    for (const name of ["play", "pause", "ended"]) video.addEventListener(name, () => setText(play, video.paused ? "Play" : "Pause"));
    video.addEventListener("durationchange", () => (ruler.max = String(Math.floor((video.duration || 0) * 1000))));
    video.addEventListener("timeupdate", () => this.tell());
    video.addEventListener("seeked", () => this.arrived());
    ruler.addEventListener("input", () => this.goTo(Number(ruler.value), false));
    const protocol = chooseProtocol(film, new URL(location.href));
    if (!protocol) return;
    const events = { choicesChanged: () => {}, recovered: () => {}, troubled: () => complain("The film cannot be shown here just now. The words can be worked on without it.") };
    const playback = await openPlayback(protocol, film, video, subtitles, events, []);
    this.frameOf = () => playback.frameLength();
    await playback.load(0);
    playback.chooseSubtitles(null);
  }

  get now(): number {
    return this.wanted ?? this.video.currentTime * 1000;
  }

  /** Seeks one after the other: a browser that is asked for the next before it showed the last shows nothing. */
  goTo(milliseconds: number, play: boolean): void {
    const end = Number(this.ruler.max) || milliseconds;
    const to = Math.max(0, Math.min(end, milliseconds));
    const busy = this.wanted !== null && this.video.seeking;
    this.wanted = to;
    if (!busy) this.video.currentTime = to / 1000;
    if (play) void this.video.play();
    this.tell();
  }

  whenMoved(tell: Moved): void {
    this.listeners.add(tell);
  }

  private frameOf: () => number | null = () => null;

  private get frame(): number {
    return (this.frameOf() ?? 1 / 25) * 1000;
  }

  private arrived(): void {
    const { wanted, video } = this;
    if (wanted !== null && Math.abs(video.currentTime * 1000 - wanted) > 1) {
      video.currentTime = wanted / 1000;
      return;
    }
    this.wanted = null;
    this.tell();
  }

  private tell(): void {
    const at = this.now;
    this.ruler.value = String(Math.round(at));
    this.ruler.setAttribute("aria-valuetext", place(at));
    setText(this.clock, place(at));
    for (const tell of this.listeners) tell(at);
  }
}

/** The page's picture, once, when the title has something to show. */
export function openPicture(root: ParentNode): Picture | null {
  const place_ = root.querySelector<HTMLElement>("[data-scrub]");
  if (!place_) return null;
  const picture = new Picture(place_);
  void picture.open().catch(() => complain("The film cannot be shown here just now."));
  return picture;
}

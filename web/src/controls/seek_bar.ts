import type { Still } from "../playback/stills";
import { loadStills, stillAt } from "../playback/stills";
import { clockFace, spokenTime } from "./clock_face";
import { make, setText } from "./elements";
import { momentLights, nameAt } from "./moments";
import { lengthOf, seekTo, type Stage } from "./stage";

/** Pixels; a still that is larger is drawn smaller. */
const widestPreview = 208;

/** The film from end to end: what is played, what is loaded, and a still of the place that is pointed at. */
export class SeekBar {
  readonly element: HTMLElement;
  private readonly range = make("input", "player-seek-range", {
    type: "range",
    min: 0,
    max: 1,
    step: "any",
    value: 0,
    "aria-label": "Place in the film",
  });
  private readonly loaded = make("div", "player-seek-loaded");
  private readonly preview = make("div", "player-preview", { "aria-hidden": "true" });
  private readonly sheet = make("div", "player-preview-sheet");
  private readonly still = make("div", "player-preview-still", {}, this.sheet);
  private readonly stillName = make("span", "player-preview-name");
  private readonly stillTime = make("span", "player-preview-time");
  private stills: Still[] | null = null;
  private asked = false;
  /** While the handle is held the film does not move it. */
  private held = false;
  private spokenSecond = -1;
  private pointed = 0;

  constructor(private readonly stage: Stage) {
    const track = make("div", "player-seek-track", {}, this.loaded, make("div", "player-seek-played"));
    this.preview.append(this.still, this.stillName, this.stillTime);
    this.element = make("div", "player-seek", {}, track, momentLights(stage), this.range, this.preview);
    this.followFilm();
    this.followPointer();
    this.followHandle();
  }

  private followFilm(): void {
    const { video } = this.stage;
    for (const name of ["timeupdate", "seeking", "seeked", "durationchange"]) {
      video.addEventListener(name, () => this.drawPlace());
    }
    for (const name of ["progress", "timeupdate", "durationchange", "seeked"]) {
      video.addEventListener(name, () => this.drawLoaded());
    }
  }

  private followPointer(): void {
    this.element.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" || this.held) this.showPreview(this.timeUnder(event.clientX));
    });
    this.element.addEventListener("pointerleave", () => {
      if (!this.held) this.hidePreview();
    });
  }

  private followHandle(): void {
    const { range, stage } = this;
    range.addEventListener("input", () => {
      this.held = true;
      this.drawAt(range.valueAsNumber);
      this.showPreview(range.valueAsNumber);
    });
    range.addEventListener("change", () => {
      this.held = false;
      seekTo(stage.video, range.valueAsNumber);
      this.hidePreview();
    });
    range.addEventListener("focus", () => {
      if (range.matches(":focus-visible")) this.showPreview(stage.video.currentTime);
    });
    range.addEventListener("blur", () => {
      this.held = false;
      this.hidePreview();
      this.drawPlace();
    });
  }

  private drawPlace(): void {
    const { video } = this.stage;
    const length = lengthOf(video);
    if (length > 0 && this.range.max !== String(length)) this.range.max = String(length);
    if (this.held) return;
    this.range.value = String(video.currentTime);
    this.drawAt(video.currentTime);
    if (this.range.matches(":focus-visible")) this.showPreview(video.currentTime);
  }

  private drawAt(seconds: number): void {
    const length = lengthOf(this.stage.video);
    this.element.style.setProperty("--played", length > 0 ? String(seconds / length) : "0");
    const second = Math.floor(seconds);
    if (second === this.spokenSecond) return;
    this.spokenSecond = second;
    this.range.setAttribute("aria-valuetext", `${spokenTime(seconds)} of ${spokenTime(length)}`);
  }

  private drawLoaded(): void {
    const { buffered } = this.stage.video;
    const length = lengthOf(this.stage.video);
    if (length === 0) return;
    while (this.loaded.children.length < buffered.length) this.loaded.append(make("span", ""));
    while (this.loaded.children.length > buffered.length) this.loaded.lastElementChild?.remove();
    [...this.loaded.children].forEach((piece, index) => {
      const { style } = piece as HTMLElement;
      style.setProperty("--from", String(buffered.start(index) / length));
      style.setProperty("--to", String(Math.min(1, buffered.end(index) / length)));
    });
  }

  private timeUnder(clientX: number): number {
    const { left, width } = this.range.getBoundingClientRect();
    const share = width > 0 ? (clientX - left) / width : 0;
    return Math.min(1, Math.max(0, share)) * lengthOf(this.stage.video);
  }

  private showPreview(seconds: number): void {
    const length = lengthOf(this.stage.video);
    if (length === 0) return;
    this.pointed = seconds;
    this.askForStills();
    setText(this.stillName, nameAt(this.stage, seconds));
    setText(this.stillTime, clockFace(seconds, length));
    this.drawStill(seconds);
    this.preview.classList.add("is-shown");
    this.keepInside(seconds / length);
  }

  private hidePreview(): void {
    this.preview.classList.remove("is-shown");
  }

  /** The preview stays inside the bar's ends. */
  private keepInside(share: number): void {
    const width = this.element.clientWidth;
    const half = this.preview.offsetWidth / 2;
    const middle = Math.min(Math.max(share * width, half), Math.max(half, width - half));
    this.preview.style.setProperty("--middle", `${middle}px`);
  }

  private drawStill(seconds: number): void {
    const still = this.stills ? stillAt(this.stills, seconds) : null;
    this.still.hidden = !still;
    if (!still) return;
    const { style } = this.still;
    style.setProperty("--scale", String(Math.min(1, widestPreview / still.width)));
    style.setProperty("--sheet", `url("${still.sheet}")`);
    style.setProperty("--x", `${-still.x}px`);
    style.setProperty("--y", `${-still.y}px`);
    style.setProperty("--still-width", `${still.width}px`);
    style.setProperty("--still-height", `${still.height}px`);
  }

  /** Once, when first pointed at: the first picture of the film is worth more than a preview of the others. */
  private askForStills(): void {
    const { stills } = this.stage.film;
    if (this.asked || !stills) return;
    this.asked = true;
    void loadStills(stills).then(
      (loaded) => {
        this.stills = loaded;
        if (this.preview.classList.contains("is-shown")) this.showPreview(this.pointed);
      },
      () => {
        this.asked = false;
      },
    );
  }
}

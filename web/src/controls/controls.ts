import { iconButton } from "./button";
import { clockFace } from "./clock_face";
import { chooseEdition, editionChoices } from "./editions";
import { make, setText } from "./elements";
import { listenToPicture } from "./gestures";
import { Help } from "./help";
import { icon, redraw } from "./icons";
import { listenToKeys } from "./keyboard";
import { momentChoices, sceneChoices } from "./moments";
import { Panel } from "./panel";
import { fullscreenButton, pictureInPictureButton } from "./screen";
import { SeekBar } from "./seek_bar";
import { chooseSpeed, speedChoices } from "./speed";
import { lengthOf, playOrPause, seekTo, type Stage } from "./stage";
import type { Film } from "../playback/playback";
import { Stillness } from "./stillness";
import { chooseSubtitles, subtitleChoices } from "./subtitles";
import { volumeControl } from "./volume";

/** Builds the controls around the picture and returns what the page must tell them. */
export function buildControls(stage: Stage, overlays: readonly Node[], subtitles: HTMLElement) {
  const { player, video, film, announcer } = stage;

  const panels = choicePanels(stage);
  const help = new Help();
  const surface = make("div", "player-surface");
  const bar = make(
    "div",
    "player-bar",
    { role: "group", "aria-label": film.heard ? "Sound controls" : "Film controls" },
    new SeekBar(stage).element,
    make(
      "div",
      "player-row",
      {},
      playButton(stage),
      volumeControl(stage),
      times(stage),
      make("span", "player-gap"),
      ...panels.map(({ button }) => button.element),
      ...(film.heard ? [] : [pictureInPictureButton(stage), fullscreenButton(stage)]),
    ),
    ...panels.map(({ element }) => element),
  );
  const head = make("div", "player-head");
  if (film.back) head.append(make("a", "player-back", { href: film.back, target: "_top" }, icon("leave"), film.title));
  const ask = iconButton("question", "Keys", "?", () => help.open());
  ask.element.classList.add("player-button-roomy");
  head.append(make("span", "player-gap"), ask.element);

  player.append(
    surface,
    subtitles,
    bulbs(),
    middleButton(stage),
    announcer.element,
    head,
    bar,
    ...overlays,
    help.element,
  );

  // Where there is no picture to clear, the controls stay.
  const anyOpen = () => film.heard || panels.some((panel) => panel.isOpen) || help.element.open;
  const stillness = new Stillness(player, video, anyOpen);
  listenToPicture(surface, stage, stillness);
  listenToKeys(stage, () => help.open(), () => stillness.wake());
  surface.addEventListener("pointerdown", () => {
    for (const panel of panels) panel.close();
  });
  followState(stage);
  followShape(stage);

  return { refreshChoices: () => panels.forEach((panel) => panel.refresh()) };
}

function choicePanels(stage: Stage): Panel[] {
  const words = new Panel("words", "Subtitles and sound", "", [
    {
      heading: "Subtitles",
      choices: () => subtitleChoices(stage),
      choose: (id) => chooseSubtitles(stage, id),
    },
    {
      heading: "Sound",
      choices: () => stage.playback?.sounds() ?? [],
      choose: (id) => stage.playback?.chooseSound(id),
    },
  ]);
  const moments = new Panel("moments", "Moments", "", [
    {
      heading: "Moments",
      choices: () => momentChoices(stage),
      choose: (from) => seekTo(stage.video, Number(from)),
    },
    {
      heading: "Scenes",
      choices: () => sceneChoices(stage),
      choose: (from) => seekTo(stage.video, Number(from)),
    },
  ]);
  const dials = new Panel("dials", stage.film.heard ? "Speed" : "Picture and speed", "", [
    {
      heading: "Edition",
      choices: () => editionChoices(stage),
      choose: (address) => chooseEdition(stage, address),
    },
    {
      heading: "Picture",
      choices: () => stage.playback?.qualities() ?? [],
      choose: (id) => stage.playback?.chooseQuality(id),
    },
    {
      heading: "Speed",
      choices: () => speedChoices(stage),
      choose: (id) => chooseSpeed(stage, Number(id)),
    },
  ]);
  stage.video.addEventListener("ratechange", () => dials.refresh());
  return [moments, words, dials];
}

function playButton({ video, film }: Stage): HTMLElement {
  const button = iconButton("play", "Play", "k", () => playOrPause(video));
  const draw = () => {
    if (video.ended) button.show("again", again(film));
    else if (video.paused) button.show("play", "Play");
    else button.show("pause", "Pause");
  };
  for (const name of ["play", "pause", "ended", "seeking"]) video.addEventListener(name, draw);
  return button.element;
}

function again(film: Film): string {
  return film.heard ? "Listen again" : "Watch again";
}

/** The large button in the middle, while the film stands at its beginning or its end. */
function middleButton(stage: Stage): HTMLElement {
  const { video, film } = stage;
  const label = make("span", "", {}, "Play");
  const picture = icon("play");
  const button = make("button", "player-middle", { type: "button" }, picture, label);
  button.addEventListener("click", () => playOrPause(video));
  const draw = () => {
    const stands = video.paused && (video.ended || video.currentTime === 0 || !video.played.length);
    button.hidden = !stands;
    redraw(picture, video.ended ? "again" : "play");
    setText(label, video.ended ? again(film) : `Play ${film.title}`);
  };
  for (const name of ["play", "pause", "ended", "seeked", "loadeddata"]) video.addEventListener(name, draw);
  button.hidden = true;
  return button;
}

function times({ video }: Stage): HTMLElement {
  const now = make("span", "player-time-now", {}, "0:00");
  const all = make("span", "player-time-all", {}, "0:00");
  const draw = () => {
    setText(now, clockFace(video.currentTime, lengthOf(video)));
    // A film of 30 seconds may say 29.99 once its last sample is known.
    setText(all, clockFace(Math.round(lengthOf(video))));
  };
  for (const name of ["timeupdate", "durationchange", "seeking"]) video.addEventListener(name, draw);
  return make("div", "player-time", {}, now, make("span", "player-time-of", { "aria-hidden": "true" }, "/"), all);
}

/** Five bulbs that light one by one; the styles let half a second pass before anyone sees them. */
function bulbs(): HTMLElement {
  const row = make("div", "player-bulbs", { role: "img", "aria-label": "Loading" });
  for (let bulb = 0; bulb < 5; bulb++) row.append(make("i", ""));
  return row;
}

/** Classes on the player for what the film does; the styles hang on them. */
function followState({ player, video }: Stage): void {
  const set = (name: string, on: boolean) => player.classList.toggle(name, on);
  const draw = () => {
    set("is-playing", !video.paused && !video.ended);
    set("is-ended", video.ended);
    set("is-waiting", !video.paused && !video.ended && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);
  };
  for (const name of ["play", "playing", "pause", "ended", "waiting", "stalled", "canplay", "seeking", "seeked"]) {
    video.addEventListener(name, draw);
  }
}

/** How much dark stands under the picture, so that subtitles can stand close to it on an upright phone. */
function followShape({ player, video }: Stage): void {
  const draw = () => {
    if (!video.videoWidth) return;
    const height = Math.min(player.clientHeight, (player.clientWidth * video.videoHeight) / video.videoWidth);
    player.style.setProperty("--dark-below", `${Math.round((player.clientHeight - height) / 2)}px`);
  };
  video.addEventListener("resize", draw);
  new ResizeObserver(draw).observe(player);
}

import { readPreferences, remember } from "../playback/preferences";
import { iconButton } from "./button";
import { make } from "./elements";
import type { Stage } from "./stage";

/** The loudspeaker and its slider. What was chosen is remembered for the next film. */
export function volumeControl({ video }: Stage): HTMLElement {
  const known = readPreferences();
  video.volume = known.volume;
  video.muted = known.muted;

  const button = iconButton("loud", "Mute", "m", () => toggleMute(video));
  const slider = make("input", "player-volume-range", {
    type: "range",
    min: 0,
    max: 1,
    step: 0.05,
    "aria-label": "Volume",
  });
  slider.addEventListener("input", () => setVolume(video, slider.valueAsNumber));

  const draw = () => {
    const level = video.muted ? 0 : video.volume;
    slider.value = String(level);
    slider.style.setProperty("--level", String(level));
    slider.setAttribute("aria-valuetext", `${Math.round(level * 100)} %`);
    if (level === 0) button.show("silent", "Sound on");
    else button.show(level < 0.5 ? "quiet" : "loud", "Mute");
  };
  video.addEventListener("volumechange", () => {
    draw();
    remember({ volume: video.volume, muted: video.muted });
  });
  draw();
  return make("div", "player-volume", {}, button.element, slider);
}

export function setVolume(video: HTMLVideoElement, volume: number): void {
  // Steps of a hundredth, so that ten steps down and ten up end where they began.
  video.volume = Math.round(Math.min(1, Math.max(0, volume)) * 100) / 100;
  video.muted = video.volume === 0;
}

export function toggleMute(video: HTMLVideoElement): void {
  if (video.muted && video.volume === 0) video.volume = 0.5;
  video.muted = !video.muted;
}

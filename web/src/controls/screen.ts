import { iconButton } from "./button";
import type { Stage } from "./stage";

/** iPhones only let the picture itself fill the screen, by a name of their own. */
type PhoneVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void };

export function toggleFullscreen({ player, video }: Stage): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (document.fullscreenEnabled) void player.requestFullscreen().catch(() => undefined);
  else (video as PhoneVideo).webkitEnterFullscreen?.();
}

export function fullscreenButton(stage: Stage): HTMLElement {
  const button = iconButton("widen", "Full screen", "f", () => toggleFullscreen(stage));
  const able = document.fullscreenEnabled || "webkitEnterFullscreen" in stage.video;
  button.element.hidden = !able;
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement) button.show("narrow", "Leave full screen");
    else button.show("widen", "Full screen");
  });
  return button.element;
}

export function togglePictureInPicture({ video }: Stage): void {
  if (!document.pictureInPictureEnabled) return;
  const done = document.pictureInPictureElement
    ? document.exitPictureInPicture()
    : video.requestPictureInPicture();
  // Refused while the film has no picture yet; the button can be pressed again.
  void Promise.resolve(done).catch(() => undefined);
}

export function pictureInPictureButton(stage: Stage): HTMLElement {
  const { video } = stage;
  const button = iconButton("inset", "Picture in picture", "i", () => togglePictureInPicture(stage));
  button.element.hidden = !document.pictureInPictureEnabled;
  button.element.classList.add("player-button-roomy");
  video.addEventListener("enterpictureinpicture", () => button.show("inset", "Leave picture in picture"));
  video.addEventListener("leavepictureinpicture", () => button.show("inset", "Picture in picture"));
  return button.element;
}

import { forgetPosition, keepPosition } from "../playback/resume";
import { clockFace } from "./clock_face";
import { make } from "./elements";
import { lengthOf, play, seekTo, type Stage } from "./stage";

const every = 5;

/** Keeps the place in this browser as the film plays, so that a reload goes on where it stood. */
export function keepPlace({ video, film }: Stage): void {
  let kept = 0;
  const keep = () => {
    if (video.ended || lengthOf(video) === 0) return;
    kept = video.currentTime;
    keepPosition(film.key, kept, lengthOf(video));
  };
  video.addEventListener("timeupdate", () => {
    if (Math.abs(video.currentTime - kept) >= every) keep();
  });
  video.addEventListener("seeked", keep);
  video.addEventListener("pause", keep);
  video.addEventListener("ended", () => forgetPosition(film.key));
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}

/** "Going on at 12:04", with the choice to begin again; it goes once the film has played on for a while. */
export function resumeNotice({ video }: Stage, from: number): HTMLElement {
  const again = make("button", "player-plain-button", { type: "button" }, "From the beginning");
  const notice = make("div", "player-resume", {}, make("span", "", {}, `Going on at ${clockFace(Math.round(from))}`), again);
  again.addEventListener("click", () => {
    notice.remove();
    seekTo(video, 0);
    play(video);
  });
  let arrived = false;
  const passed = () => {
    // Until the film has come to its place it stands at 0.
    arrived ||= video.currentTime >= from - 1;
    if (!arrived) return;
    if (!video.ended && video.currentTime < from + 12 && video.currentTime >= from - 1) return;
    notice.remove();
    video.removeEventListener("timeupdate", passed);
  };
  video.addEventListener("timeupdate", passed);
  video.addEventListener("ended", passed);
  return notice;
}

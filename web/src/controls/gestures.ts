import { toggleFullscreen } from "./screen";
import { playOrPause, seekBy, type Stage } from "./stage";
import type { Stillness } from "./stillness";

const doubleTap = 300;
const stride = 10;

/** The picture itself: a click plays or pauses; a tap shows the controls, two taps at a side jump ten seconds. */
export function listenToPicture(surface: HTMLElement, stage: Stage, stillness: Stillness): void {
  let lastTap = 0;
  let lastSide = 0;
  // Browsers do not say of a double click what made it.
  let touched = false;

  surface.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
  });
  surface.addEventListener("click", (event) => {
    if (!touched) return playOrPause(stage.video);
    const side = sideOf(event, surface);
    const again = event.timeStamp - lastTap < doubleTap && side === lastSide && side !== 0;
    lastTap = event.timeStamp;
    lastSide = side;
    if (again) jump(stage, side);
    else if (stillness.isAwake) stillness.rest();
    else stillness.wake();
  });
  surface.addEventListener("dblclick", () => {
    if (!touched) toggleFullscreen(stage);
  });
}

/** -1 in the left third, 1 in the right one, 0 between. */
function sideOf(event: MouseEvent, surface: HTMLElement): -1 | 0 | 1 {
  const { left, width } = surface.getBoundingClientRect();
  const share = (event.clientX - left) / width;
  return share < 1 / 3 ? -1 : share > 2 / 3 ? 1 : 0;
}

function jump({ video, announcer }: Stage, side: number): void {
  seekBy(video, side * stride);
  announcer.say(side < 0 ? `${stride} seconds back` : `${stride} seconds ahead`);
}

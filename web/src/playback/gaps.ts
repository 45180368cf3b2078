// A film that passed the check has no gaps. A browser may still make a small one, where it drops a piece of sound at a
// seam. Shaka's own gap jumping is switched off (see settings.ts): when two seeks follow each other quickly it takes
// what lies between the new place and the loaded film for a gap, and undoes the second seek.

const widest = 0.5;
const patience = 1000;

/** Crosses a gap of half a second at the most, once the film has waited before it for a second. */
export function crossGaps(video: HTMLVideoElement): void {
  let waiting = 0;
  const look = () => {
    clearTimeout(waiting);
    if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) waiting = window.setTimeout(cross, patience);
  };
  const cross = () => {
    if (video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return;
    const { buffered, currentTime } = video;
    for (let piece = 0; piece < buffered.length; piece++) {
      const start = buffered.start(piece);
      if (start <= currentTime || start > currentTime + widest) continue;
      video.currentTime = start;
      return;
    }
  };
  for (const name of ["waiting", "progress", "seeking"]) video.addEventListener(name, look);
}

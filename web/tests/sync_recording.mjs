// Listens to a playing film and looks at it, in the page: when was each click heard, and which frame was shown when,
// both on the film's own clock.

import { bits, flashEvery, height, secondsOf, square, width } from "./film.mjs";

/** Runs on the audio thread: says at which sample a click begins, after half a second without one. */
const listener = `
class ClickListener extends AudioWorkletProcessor {
  quietSince = -1;
  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    for (let at = 0; at < samples.length; at++) {
      if (Math.abs(samples[at]) < 0.25) continue;
      const frame = currentFrame + at;
      if (frame - this.quietSince > sampleRate / 2) this.port.postMessage(frame / sampleRate);
      this.quietSince = frame;
    }
    return true;
  }
}
registerProcessor("click-listener", ClickListener);
`;

/**
 * Connects the film's sound to the listener; the film must not have been connected to anything else. The page must
 * have been opened without its content security policy, which rightly knows no such script.
 */
export async function listenToClicks(page) {
  await page.evaluate(async (listener) => {
    const context = new AudioContext();
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([listener], { type: "text/javascript" })));
    const heard = new AudioWorkletNode(context, "click-listener");
    context.createMediaElementSource(document.querySelector("video")).connect(heard).connect(context.destination);
    window.listening = { context, heard };
  }, listener);
}

/** Plays from `from` for `seconds` and returns what was heard and seen. */
export async function record(page, from, seconds) {
  return page.evaluate(
    async ({ from, seconds, width, height, bits, square }) => {
      const { context, heard } = window.listening;
      const video = document.querySelector("video");
      const once = (name) => new Promise((done) => video.addEventListener(name, done, { once: true }));
      // A tenth of the film's size, drawn at once, so that all that is read belongs to one frame.
      const canvas = new OffscreenCanvas(Math.round(width / 10), Math.round(height / 10));
      const brush = canvas.getContext("2d", { willReadFrequently: true });
      const clicks = [];
      const pairs = [];
      const shown = [];

      const look = (_, { mediaTime }) => {
        brush.drawImage(video, 0, 0, canvas.width, canvas.height);
        const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
        const light = (x, y) => data[(Math.floor(y / 10) * canvas.width + Math.floor(x / 10)) * 4 + 1];
        let number = 0;
        for (let bit = 0; bit < bits; bit++) {
          if (light((bit + 0.5) * square.width, square.top + square.height / 2) > 127) number += 2 ** bit;
        }
        shown.push({ mediaTime, number, white: light(width / 2, height / 4) > 220 });
        watching = video.requestVideoFrameCallback(look);
      };

      video.pause();
      if (Math.abs(video.currentTime - from) > 0.001) {
        const arrived = once("seeked");
        video.currentTime = from;
        await arrived;
      }
      heard.port.onmessage = ({ data }) => clicks.push(data);
      let watching = video.requestVideoFrameCallback(look);
      const clock = setInterval(() => pairs.push([context.currentTime, video.currentTime]), 4);
      await context.resume();
      await video.play();
      await new Promise((done) => {
        const passed = () => {
          if (!video.ended && video.currentTime < from + seconds) return;
          video.removeEventListener("timeupdate", passed);
          done();
        };
        video.addEventListener("timeupdate", passed);
        video.addEventListener("ended", passed, { once: true });
      });
      video.pause();
      clearInterval(clock);
      video.cancelVideoFrameCallback(watching);
      return { clicks, pairs, shown };
    },
    { from, seconds, width, height, bits, square },
  );
}

/**
 * How far each click heard lies from its flash, in milliseconds; positive is late sound. Empty when the recording was
 * disturbed (a busy machine lets the sound run dry) and says nothing.
 */
export function offsets({ clicks, pairs, shown }) {
  return clicks.flatMap((heardAt) => {
    const near = pairs.filter(([context]) => Math.abs(context - heardAt) < 0.4).map(([context, film]) => film - context);
    if (near.length < 20) return [];
    // The sound is handed over in bursts; just before each the two clocks truly belong together: the largest differences.
    near.sort((a, b) => a - b);
    const at = (share) => near[Math.floor((near.length - 1) * share)];
    if (at(0.95) - at(0.05) > 0.06) return [];
    const click = heardAt + at(0.95);
    const late = shown.filter(({ mediaTime }) => Math.abs(mediaTime - click) < 1).map(lateness).sort((a, b) => a - b);
    if (late.length < 8) return [];
    const pictureLate = late[late.length >> 1];
    const flash = Math.round((click - pictureLate) / secondsOf(flashEvery)) * flashEvery;
    return [(click - pictureLate - secondsOf(flash)) * 1000];
  });
}

/** Seconds that a frame was shown after its time by the number it carries. */
export function lateness({ mediaTime, number }) {
  return mediaTime - secondsOf(number);
}

// Picture and sound together, as a browser plays them: the flash is seen when the click is heard.

import assert from "node:assert/strict";
import { length, secondsOf } from "../film.mjs";
import { withPage } from "../browser.mjs";
import { lateness, listenToClicks, offsets, record } from "../sync_recording.mjs";
import { pause, watch } from "./watching.mjs";

const tolerance = 40;
const moved = 60;
const places = { start: 0, middle: length / 2 - 2, end: length - 4 };

export function sync(test, site) {
  for (const way of ["dash", "hls"]) {
    test(`flash and click come together by ${way}, at start, middle and end`, () =>
      withPage(site.browser, { bypassCSP: true }, async (page) => {
        await watch(page, site.house, way);
        await pause(page);
        await listenToClicks(page);
        for (const [name, from] of Object.entries(places)) {
          const recording = await undisturbed(page, from);
          for (const offset of offsets(recording)) {
            assert.ok(Math.abs(offset) <= tolerance, `at the ${name} the click comes ${offset.toFixed(1)} ms after the flash`);
          }
          const frame = recording.shown.map((shown) => Math.abs(lateness(shown))).sort((a, b) => a - b);
          assert.ok(frame[frame.length >> 1] < secondsOf(1) / 2, `at the ${name} frames do not come at their own time`);
          assert.ok(recording.shown.some(({ white }) => white), `at the ${name} no flash was seen`);
        }
      }));
  }

  test("a click that comes 60 ms late is found out", () =>
    withPage(site.browser, { bypassCSP: true }, async (page) => {
      await page.addInitScript(moveSound, moved / 1000);
      await watch(page, site.house, "dash");
      await pause(page);
      await listenToClicks(page);
      for (const offset of offsets(await undisturbed(page, places.middle))) {
        assert.ok(Math.abs(offset - moved) < 15, `measured ${offset.toFixed(1)} ms instead of ${moved} ms`);
        assert.ok(offset > tolerance);
      }
    }));
}

/** Moves every sound that the page is given, so that the measure itself can be measured. */
function moveSound(seconds) {
  const add = MediaSource.prototype.addSourceBuffer;
  MediaSource.prototype.addSourceBuffer = function (type) {
    const buffer = add.call(this, type);
    if (!type.startsWith("audio")) return buffer;
    const offset = Object.getOwnPropertyDescriptor(SourceBuffer.prototype, "timestampOffset");
    offset.set.call(buffer, seconds);
    return Object.defineProperty(buffer, "timestampOffset", {
      get: () => offset.get.call(buffer) - seconds,
      set: (value) => offset.set.call(buffer, value + seconds),
    });
  };
}

/** A busy machine may disturb a recording so that it says nothing; then it is made again. */
async function undisturbed(page, from) {
  for (let attempt = 0; attempt < 6; attempt++) {
    const recording = await record(page, from, 3);
    if (offsets(recording).length > 0) return recording;
  }
  throw new Error("six recordings in a row were disturbed");
}

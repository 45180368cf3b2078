// Parts of a night that need no browser: the house's clock, the countdown, the course of a showing.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The parts as the browser gets them, from one bundle in memory. */
async function parts() {
  const names = ["clock", "countdown", "showing", "turn"];
  const { outputFiles } = await esbuild.build({
    stdin: { contents: names.map((name) => `export * from "./src/night/${name}";`).join("\n"), resolveDir: web },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** A world in which time is a number: a house, a line with its delays, and a device with a clock of its own. */
function world(delays, deviceIsWrongBy = 0) {
  const state = { time: 1_800_000_000_000, asleep: 0, wrong: deviceIsWrongBy, trips: 0 };
  const times = { monotonic: () => state.time - 1_799_999_000_000 - state.asleep, device: () => state.time + state.wrong };
  const ask = async () => {
    const [there, back] = delays[state.trips++ % delays.length];
    state.time += there;
    const micros = state.time * 1000;
    state.time += back;
    return micros;
  };
  return { state, times, ask };
}

describe("the house’s clock", () => {
  let night;
  before(async () => {
    night = await parts();
  });

  test("the smallest round trip wins, and the truth lies within the error that is said", async () => {
    const { state, times, ask } = world([[300, 20], [12, 9], [80, 400], [15, 40]]);
    const clock = new night.HouseClock(ask, times);
    assert.equal(clock.isSet, false);
    await clock.sync(4);
    assert.ok(Math.abs(clock.now() - state.time) <= clock.error(), `${clock.now() - state.time} ± ${clock.error()}`);
    assert.ok(clock.error() < 11, `${clock.error()}`);
  });

  test("a device clock that is a day off changes nothing, nor one that is set meanwhile", async () => {
    const { state, times, ask } = world([[5, 5]], -86_400_000);
    const clock = new night.HouseClock(ask, times);
    await clock.sync(3);
    assert.ok(Math.abs(clock.now() - state.time) < 1);
    state.wrong = 3_600_000;
    assert.ok(Math.abs(clock.now() - state.time) < 1);
    assert.equal(clock.wasDisturbed(), true);
    assert.equal(clock.wasDisturbed(), false);
  });

  test("after a sleep in which monotonic time stood still, one answer sets it right", async () => {
    const { state, times, ask } = world([[20, 20], [400, 300]]);
    const clock = new night.HouseClock(ask, times);
    await clock.sync(1);
    state.time += 7_200_000;
    state.asleep += 7_200_000;
    assert.ok(clock.now() < state.time - 7_000_000);
    assert.equal(clock.wasDisturbed(), true);
    await clock.sync(1);
    assert.ok(Math.abs(clock.now() - state.time) <= clock.error());
  });

  test("an answer that came while the device slept is not believed", async () => {
    const { state, times } = world([]);
    const clock = new night.HouseClock(async () => {
      const micros = state.time * 1000;
      state.time += 3_600_000;
      state.asleep += 3_600_000;
      return micros;
    }, times);
    await clock.sync(1);
    assert.equal(clock.isSet, false);
  });

  test("what is known grows doubtful with time, and a line that is gone takes nothing away", async () => {
    const { state, times, ask } = world([[5, 5]]);
    let away = false;
    const clock = new night.HouseClock(() => (away ? Promise.reject(new Error("away")) : ask()), times);
    await clock.sync(1);
    away = true;
    state.time += 600_000;
    await clock.sync(2);
    assert.equal(clock.error(), 65);
    assert.ok(Math.abs(clock.now() - state.time) < 1);
  });
});

describe("the countdown", () => {
  let night;
  before(async () => {
    night = await parts();
  });

  test("the begun second counts, and nothing is left at the instant", () => {
    const shown = (millis) => night.figuresOf(night.leftOf(millis));
    assert.deepEqual([1, 1000, 1001, 59_999, 0, -5].map(shown), ["00:00:01", "00:00:01", "00:00:02", "00:01:00", "00:00:00", "00:00:00"]);
    assert.deepEqual(night.leftOf(((12 * 24 + 4) * 60 + 33) * 60_000), { days: 12, hours: 4, minutes: 33, seconds: 0 });
  });

  test("who listens hears whole words", () => {
    const said = (millis) => night.wordsOf(night.leftOf(millis));
    assert.equal(said(((12 * 24 + 4) * 60 + 33) * 60_000), "12 days, 4 hours and 33 minutes");
    assert.equal(said(3_660_000), "1 hour and 1 minute");
    assert.equal(said(900), "1 second");
    assert.equal(said(0), "now");
  });

  test("bulbs light one by one in the last minute, the last of them at the instant", () => {
    const lit = [61_000, 60_000, 59_000, 30_000, 1, 0, -100].map((left) => night.litOf(60, left));
    assert.deepEqual(lit, [0, 0, 1, 30, 59, 60, 60]);
  });

  test("a full house does not ask at once, and nobody waits for a second", () => {
    assert.equal(night.spreadOf(3, 1) < 1, true);
    assert.equal(night.spreadOf(10_000, 0.5), 400);
    assert.equal(night.spreadOf(1e6, 1), 800);
  });
});

describe("the course of a showing", () => {
  let night;
  before(async () => {
    night = await parts();
  });

  test("a film is brought in by its speed, and jumps only from afar or out of a stall", () => {
    assert.equal(night.steer(0.02, false, false), null);
    assert.deepEqual(night.steer(0.02, true, false), { speed: 0.995 });
    assert.deepEqual(night.steer(0.005, true, false), { speed: 1 });
    assert.deepEqual(night.steer(0.1, false, false), { speed: 0.975 });
    assert.deepEqual(night.steer(-0.1, false, false), { speed: 1.025 });
    assert.deepEqual(night.steer(-2.4, false, false), { speed: 1.05 });
    assert.equal(night.steer(-2.6, false, false), "jump");
    assert.equal(night.steer(0.8, false, true), "jump");
  });

  test("whatever it was off by, it comes in within seconds and stays", () => {
    for (const begun of [-2.4, -0.5, 0.3, 1.9]) {
      let [off, correcting, speed] = [begun, false, 1];
      const seconds = [];
      for (let look = 0; look < 5 * 60; look++) {
        const move = night.steer(off, correcting, false);
        if (move) {
          speed = move.speed;
          correcting = speed !== 1;
        }
        off += (speed - 1) * 0.2;
        if (Math.abs(off) > 0.075) seconds.push(look / 5);
      }
      assert.ok(Math.max(0, ...seconds) < Math.abs(begun) * 22 + 1, `from ${begun} s: ${seconds.at(-1)} s`);
      assert.ok(Math.abs(off) < 0.04, `${off}`);
    }
  });
});

// What every test of the watch page needs: open it, wait for it, ask how the film stands.

import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

export function watchAddress(house, way) {
  return `${house.address}/title/${house.slug}/watch?${way}`;
}

/** Opens the watch page and waits until the film plays. */
export async function watch(page, house, way) {
  await page.goto(watchAddress(house, way));
  await plays(page);
  // The film is asked for before the controls are built: a key that comes in between is nobody's.
  await page.locator(".player-bar").waitFor({ state: "attached" });
}

export function state(page) {
  return page.evaluate(() => {
    const video = document.querySelector("video");
    return {
      at: video.currentTime,
      length: video.duration,
      paused: video.paused,
      muted: video.muted,
      volume: video.volume,
      speed: video.playbackRate,
      height: video.videoHeight,
      way: document.getElementById("player").dataset.protocol,
    };
  });
}

/** Waits until the film moves on. */
export async function plays(page) {
  await page.waitForFunction(() => document.querySelector("video")?.readyState >= 3);
  await page.evaluate(() => {
    window.cameFrom = document.querySelector("video").currentTime;
  });
  await page.waitForFunction(() => document.querySelector("video").currentTime > window.cameFrom + 0.2);
}

/**
 * Waits for a condition on the video element, written as an expression of `video`. Asked anew each time from outside:
 * the page's content security policy lets no string be run from within.
 */
export async function until(page, condition) {
  const deadline = Date.now() + 20_000;
  const question = `(() => { const video = document.querySelector("video"); return Boolean(${condition}); })()`;
  while (!(await page.evaluate(question))) {
    if (Date.now() > deadline) assert.fail(`not so after 20 s: ${condition}; the film: ${JSON.stringify(await state(page))}`);
    await setTimeout(15);
  }
}

export async function pause(page) {
  await page.evaluate(() => document.querySelector("video").pause());
}

/** Opens the panel if it is closed. */
export async function openPanel(page, name) {
  await page.mouse.move(200, 200);
  await page.mouse.move(220, 210);
  const button = page.getByRole("button", { name, exact: true });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

export const words = "Subtitles and sound";
export const dials = "Picture and speed";

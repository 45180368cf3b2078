// The controls: keys, touch, the seek bar's pictures, what comes and goes.

import assert from "node:assert/strict";
import { length } from "../film.mjs";
import { phone, withPage } from "../browser.mjs";
import { pause, plays, state, until, watch } from "./watching.mjs";

export function controls(test, site) {
  test("is played by the keyboard alone", () =>
    withPage(site.browser, {}, async (page) => {
      await watch(page, site.house, "dash");
      const press = (key) => page.keyboard.press(key);
      await press("k");
      await until(page, "video.paused");
      await press(" ");
      await until(page, "!video.paused");
      await press(" ");
      await until(page, "video.paused");

      const places = [
        ["5", length / 2],
        ["ArrowRight", length / 2 + 5],
        ["l", length / 2 + 15],
        ["j", length / 2 + 5],
        ["ArrowLeft", length / 2],
        ["End", length],
        ["Home", 0],
      ];
      for (const [key, place] of places) {
        await press(key);
        await until(page, `!video.seeking && Math.abs(video.currentTime - ${place}) < 0.2`);
      }
      await press(".");
      await until(page, "video.currentTime > 0.03 && video.currentTime < 0.06");

      await press("m");
      assert.ok((await state(page)).muted);
      await press("m");
      for (let time = 0; time < 4; time++) await press("ArrowDown");
      assert.equal((await state(page)).volume, 0.8);
      await press("ArrowUp");
      assert.equal((await state(page)).volume, 0.85);
      await press(">");
      await until(page, "video.playbackRate === 1.25");
      await press("<");
      await until(page, "video.playbackRate === 1");
      await press("f");
      await page.waitForFunction(() => document.fullscreenElement?.id === "player");
      await press("f");
      await page.waitForFunction(() => !document.fullscreenElement);
      await press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      await press("Escape");
      await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
    }));

  test("every control can be reached by Tab, in the order it stands, and says what it is", () =>
    withPage(site.browser, {}, async (page) => {
      await watch(page, site.house, "dash");
      await pause(page);
      await page.evaluate(() => document.activeElement?.blur());
      const names = [];
      for (let stop = 0; stop < 12; stop++) {
        await page.keyboard.press("Tab");
        const name = await page.evaluate(() => {
          const { activeElement } = document;
          return activeElement === document.body ? null : (activeElement.ariaLabel ?? activeElement.textContent);
        });
        if (name) names.push(name.trim());
      }
      const bar = ["Place in the film", "Play", "Mute", "Volume", "Subtitles and sound", "Picture and speed"];
      const from = names.indexOf(bar[0]);
      assert.deepEqual(names.slice(from, from + bar.length), bar);
      const spoken = await page.getByRole("slider", { name: "Place in the film" }).getAttribute("aria-valuetext");
      assert.match(spoken, /^\d+ seconds? of 1 minute 14 seconds$/);
    }));

  test("shows a still of the place that is pointed at", () =>
    withPage(site.browser, {}, async (page) => {
      await watch(page, site.house, "dash");
      const bar = page.getByRole("slider", { name: "Place in the film" });
      const { width, height } = await bar.boundingBox();
      for (const share of [0.25, 0.75]) {
        await bar.hover({ position: { x: width * share, y: height / 2 } });
        const clock = clockFace(length * share);
        await page.locator(".player-preview.is-shown").getByText(clock).waitFor();
        await page.locator(".player-preview-still:visible").waitFor();
      }
      const still = await page.locator(".player-preview-sheet").evaluate(async (sheet) => {
        const { backgroundImage, width, height, backgroundPositionX, backgroundPositionY } = getComputedStyle(sheet);
        const picture = new Image();
        picture.src = /url\("(.+)"\)/.exec(backgroundImage)[1];
        await picture.decode();
        return {
          inside:
            Number.parseFloat(width) - Number.parseFloat(backgroundPositionX) <= picture.naturalWidth &&
            Number.parseFloat(height) - Number.parseFloat(backgroundPositionY) <= picture.naturalHeight,
          width: Number.parseFloat(width),
        };
      });
      assert.ok(still.inside, "the still lies outside its sheet");
      assert.ok(still.width >= 100, `a still of ${still.width} px shows nothing`);

      await page.mouse.move(10, 300);
      await page.locator(".player-preview.is-shown").waitFor({ state: "detached" });
      await pause(page);
      await bar.click({ position: { x: width / 2, y: height / 2 } });
      await until(page, `Math.abs(video.currentTime - ${length / 2}) < ${length / 400}`);
    }));

  test("the controls go when nobody moves, and come back", () =>
    withPage(site.browser, {}, async (page) => {
      await watch(page, site.house, "dash");
      const bar = page.getByRole("group", { name: "Film controls" });
      await bar.waitFor({ state: "hidden" });
      await page.mouse.move(300, 300);
      await page.mouse.move(320, 310);
      await bar.waitFor();
      await pause(page);
      await bar.waitFor();
    }));

  test("on a touch screen a tap shows the controls and two at a side jump", () =>
    withPage(site.browser, { viewport: phone, hasTouch: true, isMobile: true }, async (page) => {
      await watch(page, site.house, "hls");
      const bar = page.getByRole("group", { name: "Film controls" });
      await bar.waitFor({ state: "hidden" });
      await page.touchscreen.tap(180, 300);
      await bar.waitFor();
      await pause(page);
      const { at } = await state(page);
      await page.touchscreen.tap(330, 300);
      await page.touchscreen.tap(330, 300);
      await until(page, `!video.seeking && video.currentTime > ${at + 9} && video.currentTime < ${at + 11}`);
      const small = await page.locator("#player").evaluate((player) =>
        [...player.querySelectorAll("button, a[href], input[type=range]")]
          .filter((control) => control.checkVisibility())
          .map((control) => [control.ariaLabel ?? control.textContent, control.getBoundingClientRect()])
          .filter(([, { width, height }]) => width < 44 || height < 44)
          .map(([name, { width, height }]) => `${name}: ${width} x ${height}`),
      );
      assert.deepEqual(small, [], "smaller than a finger");
    }));

  test("stands still for who asks for that, and says so when the connection is gone", () =>
    withPage(site.browser, { reducedMotion: "reduce", forgiven: /ERR_INTERNET_DISCONNECTED/ }, async (page) => {
      await watch(page, site.house, "dash");
      await page.context().setOffline(true);
      await page.evaluate(() => void (document.querySelector("video").currentTime = 70));
      await page.getByRole("alert").getByText("The connection is gone").waitFor();
      const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
      assert.equal(moving, 0);
      await page.context().setOffline(false);
      await plays(page);
      await page.getByRole("alert").waitFor({ state: "hidden" });
    }));
}

function clockFace(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

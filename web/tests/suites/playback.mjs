// The film itself: by either protocol, from any place, in each quality, language and subtitle.

import assert from "node:assert/strict";
import { length } from "../film.mjs";
import { withPage } from "../browser.mjs";
import { playsByHlsJs } from "./hls_js.mjs";
import { dials, openPanel, pause, plays, state, until, watch, words } from "./watching.mjs";

export function playback(test, site) {
  for (const way of ["dash", "hls"]) {
    test(`plays by ${way} and seeks`, () =>
      withPage(site.browser, {}, async (page) => {
        await watch(page, site.house, way);
        const begun = await state(page);
        assert.equal(begun.way, way);
        assert.ok(Math.abs(begun.length - length) < 0.1, `${begun.length} s instead of ${length} s`);
        for (const place of [60.5, 3.2, length - 2]) {
          await page.evaluate((at) => void (document.querySelector("video").currentTime = at), place);
          await until(page, `!video.seeking && video.currentTime >= ${place} && video.currentTime < ${place} + 2`);
        }
        await until(page, "video.ended");
        await page.getByRole("button", { name: "Watch again" }).first().click();
        await until(page, "!video.ended && video.currentTime > 0.2 && video.currentTime < 10");
      }));

    test(`switches quality by ${way}`, () =>
      withPage(site.browser, {}, async (page) => {
        await watch(page, site.house, way);
        await openPanel(page, dials);
        const heights = await pictureHeights(page);
        assert.ok(heights.length >= 2, `only ${heights} to choose from`);
        for (const height of [heights.at(-1), heights[0]]) {
          await page.getByRole("radio", { name: `${height}p`, exact: true }).check();
          await until(page, `Math.abs(video.videoHeight - ${height}) <= 1`);
        }
        await page.getByRole("radio", { name: /^Auto/ }).check();
        assert.ok(await page.getByRole("radio", { name: /^Auto \(\d+p\)$/ }).isChecked());
      }));

    test(`shows subtitles and changes the sound by ${way}`, () =>
      withPage(site.browser, {}, async (page) => {
        await watch(page, site.house, way);
        await pause(page);
        await page.evaluate(() => void (document.querySelector("video").currentTime = 9));
        const shown = page.locator(".player-subtitles");
        await page.keyboard.press("c");
        await shown.getByText("And a click is heard.").waitFor();
        await openPanel(page, words);
        await page.getByRole("radio", { name: "Deutsch", exact: true }).check();
        await shown.getByText("Und ein Klick ist zu hören.").waitFor();
        await page.getByRole("radio", { name: /^Deutsch, / }).check();
        assert.ok(await page.getByRole("radio", { name: /^Deutsch, / }).isChecked());
        await page.evaluate(() => document.querySelector("video").play());
        await plays(page);
        await page.keyboard.press("Escape");
        await page.keyboard.press("c");
        await until(page, '!document.querySelector(".player-subtitles").textContent');
      }));
  }

  test("a player that has to take the film anew goes on where it was, or waits there", () =>
    withPage(site.browser, { forgiven: /FILE_NOT_FOUND/ }, async (page) => {
      // What a decoder's fault leads to: the film is emptied, and begins at its beginning.
      const fault = () => page.evaluate(() => document.querySelector("video").load());
      await watch(page, site.house, "dash");
      await page.evaluate(() => void (document.querySelector("video").currentTime = 40));
      await until(page, "!video.paused && video.currentTime > 40.3");
      await fault();
      await until(page, "!video.seeking && !video.paused && video.currentTime > 40.6 && video.currentTime < 45");
      await pause(page);
      await fault();
      await until(page, "!video.seeking && video.readyState > 2 && video.currentTime > 40.3 && video.currentTime < 46");
      assert.equal(await page.evaluate(() => document.querySelector("video").paused), true);
    }));

  test("plays by hls.js", async () => {
    const asked = await playsByHlsJs(site, "media");
    assert.ok(asked.filter((path) => path.startsWith("/media/")).length > 6, String(asked));
  });

  test("plays by the browser’s own HLS where it has one", (context) =>
    withPage(site.browser, {}, async (page) => {
      await page.goto(`${site.house.address}/title/${site.house.slug}`);
      const able = await page.evaluate(() => document.createElement("video").canPlayType("application/vnd.apple.mpegurl"));
      if (!able) return context.skip("this browser plays no HLS by itself");
      await watch(page, site.house, "native");
      assert.equal((await state(page)).way, "native");
    }));

  test("goes on after a reload where it stood, with the languages chosen, or from the beginning", () =>
    withPage(site.browser, {}, async (page) => {
      await watch(page, site.house, "dash");
      await pause(page);
      await page.evaluate(() => void (document.querySelector("video").currentTime = 41.2));
      await until(page, "!video.seeking");
      await openPanel(page, words);
      await page.locator("fieldset", { hasText: "Subtitles" }).getByRole("radio", { name: "Deutsch" }).check();
      await page.locator("fieldset", { hasText: "Sound" }).getByRole("radio", { name: /^Deutsch/ }).check();

      await page.reload();
      await plays(page);
      const { at } = await state(page);
      assert.ok(at > 40 && at < 60, `goes on at ${at} s instead of 41.2 s`);
      await pause(page);
      await page.evaluate(() => void (document.querySelector("video").currentTime = 41.5));
      await page.locator(".player-subtitles").getByText("Zur Hälfte, noch zusammen.").waitFor();
      await openPanel(page, words);
      assert.ok(await page.getByRole("radio", { name: /^Deutsch, / }).isChecked());

      await page.getByText("Going on at 0:41").waitFor();
      await page.getByRole("button", { name: "From the beginning" }).click();
      await until(page, "video.currentTime < 10 && !video.paused");
      assert.equal(await page.getByText("Going on at").count(), 0);
    }));
}

async function pictureHeights(page) {
  const labels = await page.locator("fieldset", { hasText: "Picture" }).locator("label").allInnerTexts();
  return labels.filter((label) => /^\d+p$/.test(label.trim())).map((label) => Number.parseInt(label, 10));
}

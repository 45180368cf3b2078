// A sealed film: what lies in caches is opened with the key that the house gives, and stays shut without.

import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { withPage } from "../browser.mjs";
import { playsByHlsJs } from "./hls_js.mjs";
import { plays, state, until, watch, watchAddress } from "./watching.mjs";

export function sealed(test, site) {
  test("a film that is sealed while it shows is played sealed from then on", async () => {
    await site.house.say("seal", site.house.slug);
    await withPage(site.browser, {}, (page) => isSealed(page, site.house, true));
  });

  for (const way of ["dash", "hls"]) {
    test(`plays the sealed film by ${way}, and asks for its key alone`, () =>
      withPage(site.browser, {}, async (page) => {
        const asked = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        await watch(page, site.house, way);
        assert.equal((await state(page)).way, way);
        await page.evaluate(() => void (document.querySelector("video").currentTime = 40));
        await until(page, "!video.seeking && video.currentTime > 40.2");
        const media = asked.filter((path) => /\.(m4s|mp4|m3u8|mpd)$/.test(path));
        const open = media.filter((path) => !path.startsWith("/sealed/"));
        assert.ok(media.length > 4 && open.length === 0, `asked the house for ${open}`);
        assert.equal(asked.filter((path) => path.startsWith("/keys/")).length, 1, "one key for the whole film");
        assert.equal(await page.evaluate(() => document.querySelector("video").mediaKeys !== null), way === "dash");
        assert.equal(await page.evaluate(() => document.querySelector("video").videoHeight > 0), true);
      }));

    test(`says by ${way} that it is not open while the key does not come, and goes on when it does`, () =>
      withPage(site.browser, { forgiven: /404/ }, async (page) => {
        const early = (route) => route.fulfill({ status: 404, body: "" });
        await page.route("**/keys/**", early);
        await page.goto(watchAddress(site.house, way));
        await page.getByRole("alert").getByText("Not open yet").waitFor();
        assert.equal((await state(page)).at, 0);
        await page.unroute("**/keys/**", early);
        await plays(page);
        assert.equal(await page.getByRole("alert").isVisible(), false);
      }));
  }

  test("hls.js plays the sealed film, and asks for its key alone", async () => {
    const asked = await playsByHlsJs(site, "sealed");
    assert.equal(asked.filter((path) => path.startsWith("/keys/")).length, 1, "one key for the whole film");
    const media = asked.filter((path) => /\.(m4s|mp4|m3u8|vtt)$/.test(path));
    const open = media.filter((path) => !path.startsWith("/sealed/"));
    assert.ok(media.length > 6 && open.length === 0, `asked the house for ${open}`);
  });

  test("shows the subtitles of a sealed film", () =>
    withPage(site.browser, {}, async (page) => {
      for (const way of ["dash", "hls"]) {
        await watch(page, site.house, way);
        await page.evaluate(() => {
          document.querySelector("video").pause();
          document.querySelector("video").currentTime = 9;
        });
        await page.keyboard.press("c");
        // Their words are others' by now: the tests of Studio have corrected them.
        await until(page, 'document.querySelector(".player-subtitles").textContent.trim()');
        await page.keyboard.press("c");
      }
    }));

  test("a browser that is given no keys plays the same film from the house itself", () =>
    withPage(site.browser, {}, async (page) => {
      await page.addInitScript(() => {
        navigator.requestMediaKeySystemAccess = () => Promise.reject(new Error("none"));
      });
      await watch(page, site.house, "dash");
      assert.equal(await page.evaluate(() => document.querySelector("video").mediaKeys), null);
    }));

  test("and unsealed again it is played as before", async () => {
    await site.house.say("seal", site.house.slug, "--off");
    await withPage(site.browser, {}, (page) => isSealed(page, site.house, false));
  });
}

/** Waits until the house has seen what was decided. */
async function isSealed(page, house, wanted) {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await setTimeout(50)) {
    const answer = await page.request.get(watchAddress(house, "dash"));
    if ((await answer.text()).includes("/sealed/") === wanted) return;
  }
  assert.fail(`the watch page is ${wanted ? "not sealed" : "still sealed"}`);
}

// hls.js as somebody else's player: it plays what the house gives for HLS, sealed and not. It runs in a page of the
// house, whose content security policy would not let it in.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { length } from "../film.mjs";
import { withPage } from "../browser.mjs";
import { watchAddress } from "./watching.mjs";

const program = createRequire(import.meta.url).resolve("hls.js/dist/hls.min.js");

/** Plays the film under `place`, "media" or "sealed", from its beginning and its end; answers what was asked for. */
export async function playsByHlsJs(site, place) {
  const asked = [];
  await withPage(site.browser, { bypassCSP: true }, async (page) => {
    const watching = await (await page.request.get(watchAddress(site.house, "hls"))).text();
    const manifest = new RegExp(`/${place}/[^"]*/film\\.m3u8`).exec(watching)[0];
    await page.goto(site.house.address);
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.addScriptTag({ path: program });
    const played = await page.evaluate(play, manifest);
    assert.ok(Math.abs(played.length - length) < 0.1, `it is ${played.length} s long`);
    assert.ok(played.height > 0);
    assert.ok(played.places[0] > 0.5 && played.places[1] > 60.5, `it came to ${played.places}`);
  });
  return asked;
}

/** In the page: half a second from the beginning, and half a second from the minute. */
function play(manifest) {
  return new Promise((resolve, reject) => {
    const video = document.createElement("video");
    video.muted = true;
    document.body.append(video);
    const hls = new window.Hls({ enableWorker: false });
    hls.on(window.Hls.Events.ERROR, (_, { fatal, details, reason }) => {
      if (fatal) reject(new Error(`${details} ${reason ?? ""}`));
    });
    const places = [];
    video.ontimeupdate = () => {
      if (video.seeking || video.currentTime <= (places.length ? 60.5 : 0.5)) return;
      places.push(video.currentTime);
      if (places.length === 1) video.currentTime = 60;
      else {
        video.ontimeupdate = null;
        resolve({ places, length: video.duration, height: video.videoHeight });
        hls.destroy();
      }
    };
    hls.loadSource(manifest);
    hls.attachMedia(video);
    void video.play().catch(reject);
  });
}

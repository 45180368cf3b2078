// The site as a visitor's browser finds it. One house, one film and one browser serve all tests, in this order; the
// last one takes the film away.

import { after, before, describe, test } from "node:test";
import { findChromium, openBrowser } from "./browser.mjs";
import { openHouse } from "./house.mjs";
import { before as beforeTheNight } from "./suites/before.mjs";
import { controls } from "./suites/controls.mjs";
import { night } from "./suites/night.mjs";
import { pages } from "./suites/pages.mjs";
import { playback } from "./suites/playback.mjs";
import { sealed } from "./suites/sealed.mjs";
import { studioPages } from "./suites/studio_pages.mjs";
import { studioTables } from "./suites/studio_tables.mjs";
import { studioTitle } from "./suites/studio_title.mjs";
import { studioUpload } from "./suites/studio_upload.mjs";
import { sync } from "./suites/sync.mjs";
import { tree } from "./suites/tree.mjs";
import { withdrawal } from "./suites/withdrawal.mjs";

const missing = !findChromium() && !process.env.CI;
if (missing) console.error("\n==== NO CHROMIUM FOUND: THE TESTS IN THE BROWSER ARE LEFT OUT ====\n");

describe("the site in a browser", { skip: missing }, () => {
  const site = {};
  const closing = [];

  before(async () => {
    site.house = await openHouse();
    closing.push(site.house.close);
    const { browser, close } = await openBrowser();
    site.browser = browser;
    closing.push(close);
  }, { timeout: 240_000 });

  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  pages(test, site);
  playback(test, site);
  controls(test, site);
  sync(test, site);
  studioPages(test, site);
  studioTables(test, site);
  studioTitle(test, site);
  studioUpload(test, site);
  sealed(test, site);
  tree(test, site);
  beforeTheNight(test, site);
  night(test, site);
  withdrawal(test, site);
});

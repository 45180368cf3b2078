// Every page of the site: for everyone, at every width, with and without scripts.

import assert from "node:assert/strict";
import { phone, wide, withPage } from "../browser.mjs";
import { title } from "../house.mjs";
import { assertAccessible, assertFits } from "../studio.mjs";
import { dials, openPanel, pause, watch, watchAddress, words } from "./watching.mjs";

export function pages(test, site) {
  const visits = [
    ["home", (page) => page.goto(site.house.address)],
    ["title", (page) => page.goto(`${site.house.address}/title/${site.house.slug}`)],
    ["watch", (page) => watch(page, site.house, "dash").then(() => pause(page))],
    ["nothing here", (page) => page.goto(`${site.house.address}/title/no-such-film`), /404/],
    ["the team’s door", (page) => page.goto(`${site.house.address}/studio`), /40[134]/],
  ];
  for (const [size, viewport] of Object.entries({ "360 px": phone, wide })) {
    for (const [name, visit, forgiven] of visits) {
      test(`${name} at ${size}: axe finds nothing and nothing is wider than the page`, () =>
        withPage(site.browser, { viewport, forgiven }, async (page) => {
          await visit(page);
          await assertAccessible(page);
          await assertFits(page);
        }));
    }
  }

  test("the player’s panels and its list of keys are accessible too", () =>
    withPage(site.browser, {}, async (page) => {
      await watch(page, site.house, "dash");
      await pause(page);
      for (const name of [words, dials]) {
        await openPanel(page, name);
        await assertAccessible(page);
      }
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await assertAccessible(page);
    }));

  test("without scripts every page says what it has", () =>
    withPage(site.browser, { javaScriptEnabled: false, viewport: phone }, async (page) => {
      await page.goto(site.house.address);
      await page.getByRole("link", { name: title }).first().click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await page.getByText("A light and a sound, together.").first().waitFor();
      await page.goto(watchAddress(site.house, ""));
      const outside = page.getByRole("link", { name: /\.m3u8/ });
      await outside.waitFor();
      const answer = await page.request.get(await outside.getAttribute("href").then((path) => site.house.address + path));
      assert.match(await answer.text(), /^#EXTM3U/);
    }));

  test("a page shows its words before two font files and one style sheet", () =>
    withPage(site.browser, {}, async (page) => {
      await page.goto(site.house.address, { waitUntil: "networkidle" });
      const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
      assert.equal(loaded.filter((name) => name.endsWith(".woff2")).length, 2, loaded.join("\n"));
      assert.equal(loaded.filter((name) => name.endsWith(".css")).length, 1, loaded.join("\n"));
    }));
}

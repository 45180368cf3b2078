// Every page of Studio: for everyone, at every width.

import assert from "node:assert/strict";
import { phone, wide, withPage } from "../browser.mjs";
import { title } from "../house.mjs";
import { assertAccessible, assertFits, enter, found, owner } from "../studio.mjs";
import { plays } from "./watching.mjs";

export function studioPages(test, site) {
  test("the first account is made by the printed link, and a wrong password locks the door for a while", () =>
    withPage(site.browser, { forgiven: /4(01|03|22|29)/ }, async (page) => {
      await found(page, site.house);
      assert.ok((await page.locator(".desk-who").textContent()).includes(owner.name), "the name stands there as it is");
      await page.getByRole("button", { name: "Leave" }).click();
      await page.goto(`${site.house.address}/studio/titles`);
      assert.equal(new URL(page.url()).pathname, "/studio/login");
      const fail = async () => {
        await page.getByLabel("E-mail").fill("nobody@films.example");
        await page.getByLabel("Password").fill("not the password at all");
        await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Come in" }).click()]);
        return page.getByRole("alert").textContent();
      };
      const sentences = [];
      do sentences.push(await fail());
      while (sentences.length < 15 && sentences.at(-1) === sentences[0]);
      assert.notEqual(sentences.at(-1), sentences[0], "after many tries the door says that it is locked");
      await assertAccessible(page);
    }));

  test("every page of Studio: axe finds nothing, nothing is wider than the page", () =>
    withPage(site.browser, {}, async (page) => {
      await enter(page, site.house, "/studio/titles");
      const titlePage = await page.getByRole("link", { name: title }).getAttribute("href");
      await page.goto(`${site.house.address}/studio/assets`);
      const assetPage = await page.locator("tbody a").first().getAttribute("href");
      const pages = ["", "/titles", "/uploads", "/jobs", "/assets", "/people", "/audit", "/house", "/operations"].map((path) => `/studio${path}`);
      for (const path of [...pages, titlePage, assetPage]) {
        for (const viewport of [phone, wide]) {
          await page.setViewportSize(viewport);
          await page.goto(site.house.address + path, { waitUntil: "load" });
          await page.locator("main h1").waitFor();
          await assertFits(page);
          await assertAccessible(page);
        }
      }
    }));

  test("what is on a tape lies along one axis, and a place on it plays", () =>
    withPage(site.browser, {}, async (page) => {
      await enter(page, site.house, "/studio/assets");
      const address = new URL(await page.locator("tbody a").first().getAttribute("href"), site.house.address).href;
      await page.goto(address);
      const begin = page.getByRole("button", { name: "Go through it" });
      // Suites share the house: another run of this one may have gone through it.
      if (await begin.count()) {
        await begin.click();
        await page.locator("[data-tape]:not([hidden])").waitFor({ timeout: 60_000 });
      }
      const axis = page.getByRole("slider", { name: "Place on the tape" });
      await axis.waitFor();
      const length = Number(await axis.getAttribute("aria-valuemax"));
      assert.ok(length >= 1, "the tape has a length");
      await axis.focus();
      await page.keyboard.press("ArrowRight");
      assert.equal(await axis.getAttribute("aria-valuenow"), "1");
      assert.match(await axis.getAttribute("aria-valuetext"), /0:01\.0, shot \d+ of \d+/);
      const drawn = await page.locator(".tape-canvas").evaluate((canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.some((byte) => byte > 0);
      });
      assert.ok(drawn, "something is drawn");
      for (const viewport of [phone, wide]) {
        await page.setViewportSize(viewport);
        await assertFits(page);
        await assertAccessible(page);
      }
      await page.goto(`${address}?t=1`);
      await page.getByRole("slider", { name: "Place on the tape" }).waitFor();
      assert.equal(await page.getByRole("slider", { name: "Place on the tape" }).getAttribute("aria-valuenow"), "1");
    }));

  test("moments are added, named, moved and rejected on the axis, and go from there to the page and into the player", () =>
    withPage(site.browser, {}, async (page) => {
      await enter(page, site.house, "/studio/assets");
      const address = new URL(await page.locator("tbody a").first().getAttribute("href"), site.house.address).href;
      await page.goto(address);
      const axis = page.getByRole("slider", { name: "Place on the tape" });
      await axis.waitFor();
      const desk = page.locator("[data-tape-moments]");
      const named = (name) => desk.getByRole("listitem").filter({ hasText: name });
      const add = async (from, to, name) => {
        await axis.focus();
        await page.keyboard.press("Home");
        for (let second = 0; second < from; second += 1) await page.keyboard.press("ArrowRight");
        await page.keyboard.press("i");
        for (let second = from; second < to; second += 1) await page.keyboard.press("ArrowRight");
        await page.keyboard.press("o");
        await page.keyboard.press("m");
        await page.getByLabel("What it is called").fill(name);
        await page.getByRole("button", { name: "Add it" }).click();
        await named(name).waitFor();
      };
      await add(2, 4, "The first light");
      await add(6, 8, "The <last> “light”");
      await named("The first light").getByRole("button", { name: "Rename" }).click();
      await page.getByLabel("Title", { exact: true }).fill("Now it begins");
      await page.getByRole("button", { name: "Call it so" }).click();
      await named("Now it begins").waitFor();
      const last = named("The <last> “light”");
      const place = () => desk.getByRole("listitem").evaluateAll((items) => items.findIndex((item) => item.textContent.includes("<last>")));
      while ((await place()) > 0) {
        const before = await place();
        await last.getByRole("button", { name: "Earlier in the list" }).click();
        await page.waitForFunction((was) => {
          const items = [...document.querySelectorAll("[data-tape-moments] li")];
          return items.findIndex((item) => item.textContent.includes("<last>")) < was;
        }, before);
      }
      await named("Now it begins").getByRole("button", { name: "Reject" }).click();
      await named("Now it begins").waitFor({ state: "hidden" });
      await page.locator(".tape-rejected").getByRole("button", { name: "Now it begins" }).waitFor();
      for (const viewport of [phone, wide]) {
        await page.setViewportSize(viewport);
        await assertFits(page);
        await assertAccessible(page);
      }
      await page.getByRole("button", { name: "Show them there" }).click();
      const light = page.getByRole("link", { name: "The <last> “light”" });
      // Its picture is being made.
      for (;;) {
        await page.goto(`${site.house.address}/title/${site.house.slug}`);
        if (await light.count()) break;
        await page.waitForTimeout(300);
      }
      for (const viewport of [phone, wide]) {
        await page.setViewportSize(viewport);
        await assertFits(page);
        await assertAccessible(page);
      }
      await light.click();
      await plays(page);
      assert.ok((await page.evaluate(() => document.querySelector("video").currentTime)) >= 6, "the film begins there");
      await page.locator(".player-bar").waitFor({ state: "attached" });
      const lights = await page.locator(".player-moment").count();
      assert.ok(lights >= 1, "a light stands on the bar");
      await page.keyboard.press("k");
      await page.keyboard.press("Home");
      await page.keyboard.press("n");
      await page.waitForFunction(() => !document.querySelector("video").seeking && document.querySelector("video").currentTime > 0);
    }));

  test("the desk’s tables sort, and show what changes in the house without a reload", () =>
    withPage(site.browser, {}, async (page) => {
      await enter(page, site.house);
      const heading = page.getByRole("columnheader", { name: "Title" }).first();
      await heading.getByRole("button").click();
      await heading.getByRole("button").click();
      assert.equal(await heading.getAttribute("aria-sort"), "descending");
      await site.house.say("title", "set", site.house.slug, "--name", "Another name");
      await page.getByRole("rowheader", { name: "Another name" }).waitFor();
      assert.equal(await heading.getAttribute("aria-sort"), "descending");
      await site.house.say("title", "set", site.house.slug, "--name", title);
      await page.getByRole("rowheader", { name: title }).waitFor();
    }));
}

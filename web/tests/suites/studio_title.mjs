// One title in the hands of the team: two who edit it, its poster, its subtitles.

import assert from "node:assert/strict";
import { withPage } from "../browser.mjs";
import { title } from "../house.mjs";
import { assertAccessible, enter, filled } from "../studio.mjs";

export function studioTitle(test, site) {
  const open = async (page) => {
    await enter(page, site.house, "/studio/titles");
    await filled(page, "Table of titles");
    await page.getByRole("link", { name: title }).click();
    await page.getByText("Saved", { exact: true }).first().waitFor();
  };

  test("two browsers edit one title: both are told, and nobody’s words are lost", () =>
    withPage(site.browser, { forgiven: /412/ }, (ada) =>
      withPage(site.browser, { forgiven: /412/ }, async (bela) => {
        await open(ada);
        await open(bela);
        await bela.getByText(/has this title open too/).waitFor();

        await ada.getByLabel("Tagline").fill("Ada’s line");
        await ada.getByLabel("Synopsis").fill("What Ada wrote.");
        await ada.getByRole("button", { name: "Save", exact: true }).click();
        await ada.getByText("Take back").waitFor();

        await bela.getByLabel("Synopsis").fill("What Bela wrote.");
        await bela.getByLabel("Attribution").fill("By Bela");
        await bela.keyboard.press("Control+s");
        const both = bela.getByRole("dialog", { name: "Somebody else saved first" });
        await both.getByText("What Ada wrote.").first().waitFor();
        await assertAccessible(bela);
        await both.getByLabel("Both").check();
        await both.getByRole("button", { name: "Save this version" }).click();
        await bela.getByText("Take back").waitFor();

        await ada.reload();
        await ada.getByText("Saved", { exact: true }).first().waitFor();
        assert.equal(await ada.getByLabel("Synopsis").inputValue(), "What Ada wrote. What Bela wrote.");
        assert.equal(await ada.getByLabel("Tagline").inputValue(), "Ada’s line");
        assert.equal(await ada.getByLabel("Attribution").inputValue(), "By Bela");

        await ada.getByLabel("Tagline").fill("Another line");
        await ada.getByRole("button", { name: "Save", exact: true }).click();
        await ada.getByRole("button", { name: "Take back" }).click();
        await ada.getByText("Taken back").waitFor();
        assert.equal(await ada.getByLabel("Tagline").inputValue(), "Ada’s line");
      }),
    ));

  test("the poster is picked from the film’s frames", () =>
    withPage(site.browser, { forgiven: /404/ }, async (page) => {
      await open(page);
      const poster = page.getByRole("img", { name: "The poster" });
      const before = await poster.getAttribute("src");
      const ruler = page.getByRole("slider", { name: "Place in the film" });
      await page.waitForFunction(() => Number(document.querySelector(".scrub-ruler").max) > 1000);
      await ruler.fill("20000");
      await page.getByRole("button", { name: "Make this frame the poster" }).click();
      await page.waitForFunction((was) => document.querySelector("img[data-poster]").getAttribute("src") !== was, before, { timeout: 60_000 });
      assert.equal((await page.request.get(site.house.address + (await poster.getAttribute("src")))).status(), 200);

      await ruler.fill("40000");
      await page.getByRole("button", { name: "Make it a still" }).click();
      await page.getByRole("img", { name: "Still 1" }).waitFor({ timeout: 60_000 });
      await page.getByRole("button", { name: "Remove still 1" }).click();
      await page.getByRole("button", { name: "Remove it" }).click();
      await page.getByRole("img", { name: "Still 1" }).waitFor({ state: "detached" });
    }));

  test("a line of the subtitles is corrected beside the picture, and viewers get it", () =>
    withPage(site.browser, {}, async (page) => {
      await open(page);
      await page.getByRole("button", { name: /Correct .*English/ }).click();
      const line = page.getByRole("textbox", { name: /^Words at 0:08/ });
      await line.fill("And a click is seen.");
      await page.getByRole("button", { name: "Save the subtitles" }).click();
      await page.getByText(/^Subtitles: English.*: saved/).waitFor();
      await page.waitForFunction(
        async (address) => {
          const dash = await fetch(document.querySelector("[data-scrub]").dataset.dash, { cache: "no-store" }).then((answer) => answer.text());
          const files = [...dash.matchAll(/<BaseURL>([^<]+\.vtt)<\/BaseURL>/g)].map(([, file]) => new URL(file, new URL(document.querySelector("[data-scrub]").dataset.dash, address)).href);
          const texts = await Promise.all(files.map((file) => fetch(file, { cache: "no-store" }).then((answer) => answer.text())));
          return texts.some((text) => text.includes("And a click is seen."));
        },
        site.house.address,
        { timeout: 60_000, polling: 500 },
      );
    }));

  test("two people correct the same line of the subtitles: who comes second is shown both", () =>
    withPage(site.browser, { forgiven: /412/ }, (ada) =>
      withPage(site.browser, { forgiven: /412/ }, async (bela) => {
        const lineOf = (page) => page.getByRole("textbox", { name: /^Words at 0:08/ });
        for (const page of [ada, bela]) {
          await open(page);
          await page.getByRole("button", { name: /Correct .*English/ }).click();
          await lineOf(page).waitFor();
        }
        const save = (page) => page.getByRole("button", { name: "Save the subtitles" }).click();
        await lineOf(ada).fill("Ada hears a click.");
        await save(ada);
        await ada.getByText(/: saved\. The film/).waitFor();

        await lineOf(bela).fill("Bela sees a flash.");
        await bela.getByRole("textbox", { name: /^Words at/ }).first().fill("Bela’s first line.");
        await save(bela);
        const both = bela.getByRole("dialog", { name: "Somebody else saved first" });
        await both.getByText("Ada hears a click.").first().waitFor();
        await assertAccessible(bela);
        await both.getByLabel("Both").check();
        await both.getByRole("button", { name: "Save this version" }).click();
        await bela.getByText(/: saved\. The film/).waitFor();

        await ada.reload();
        await ada.getByRole("button", { name: /Correct .*English/ }).click();
        await lineOf(ada).waitFor();
        assert.equal(await lineOf(ada).inputValue(), "Ada hears a click. Bela sees a flash.");
        assert.equal(await ada.getByRole("textbox", { name: /^Words at/ }).first().inputValue(), "Bela’s first line.");
      }),
    ));
}

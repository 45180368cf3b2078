// Studio by keys alone, its tables, and names that try to break it.

import assert from "node:assert/strict";
import { withPage } from "../browser.mjs";
import { title } from "../house.mjs";
import { assertAccessible, assertFits, enter, filled } from "../studio.mjs";

const turning = "\u202Eright-to-left";
const hostile = "../a/b “quotes” 'n' <b onclick=alert(1)>HTML</b> 🎬 עברית";

export function studioTables(test, site) {
  test("keys lead everywhere, and the list of them is accessible", () =>
    withPage(site.browser, {}, async (page) => {
      await enter(page, site.house);
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      await assertAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("g");
      await page.keyboard.press("t");
      await page.waitForURL("**/studio/titles");
      await filled(page, "Table of titles");
      await page.keyboard.press("/");
      await page.keyboard.type(title.slice(0, 5));
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
    }));

  test("a table sorts, filters, is copied, and remembers its state in the address", () =>
    withPage(site.browser, {}, async (page) => {
      await enter(page, site.house, "/studio/jobs");
      await filled(page, "Table of steps");
      const rows = page.locator("tbody tr[data-key]");
      const all = await rows.count();
      await page.getByRole("searchbox").fill("seek");
      await page.getByRole("status").filter({ hasText: /^\d+ of \d+ steps$/ }).waitFor();
      assert.ok((await rows.count()) < all);
      const heading = page.getByRole("columnheader", { name: "Step" });
      await heading.getByRole("button").click();
      assert.equal(await heading.getAttribute("aria-sort"), "ascending");
      await page.waitForURL(/q=seek.*sort=label/);
      await page.reload();
      await filled(page, "Table of steps");
      assert.equal(await page.getByRole("searchbox").inputValue(), "seek");
      assert.equal(await heading.getAttribute("aria-sort"), "ascending");
      // The button's own way to the clipboard needs a permission that a headless browser does not ask for.
      const copied = await page.evaluate(() => {
        const event = new ClipboardEvent("copy", { bubbles: true, clipboardData: new DataTransfer() });
        document.querySelector("tbody tr[data-key]").focus();
        document.activeElement.dispatchEvent(event);
        return event.clipboardData.getData("text/plain");
      });
      assert.match(copied, /^Step\tTitle\tState\t/);
      assert.equal(copied.split("\r\n").length, (await rows.count()) + 1);
    }));

  test("a name with slashes, quotes, emoji, HTML and another direction stands as it is and breaks nothing", () =>
    withPage(site.browser, { forgiven: /422/ }, async (page) => {
      await enter(page, site.house, "/studio/titles");
      await page.getByRole("button", { name: "New title" }).click();
      // A mark that turns what stands around it is refused where it was written; letters of that direction are not.
      await page.getByLabel("Its name").fill(turning);
      await page.getByRole("button", { name: "Make the title" }).click();
      await page.getByRole("alert").getByText(/turns the direction/).waitFor();
      await page.getByLabel("Its name").fill(hostile);
      await page.getByRole("button", { name: "Make the title" }).click();
      await page.waitForURL(/\/studio\/titles\/[^/]+$/);
      const shown = await page.getByRole("heading", { level: 1 }).textContent();
      assert.ok(shown.includes("<b onclick=alert(1)>HTML</b> 🎬"), shown);
      assert.equal(await page.locator("main b").count(), 0);
      await assertAccessible(page);
      await page.goto(`${site.house.address}/studio/titles`);
      await filled(page, "Table of titles");
      await page.getByRole("link", { name: "HTML</b> 🎬" }).waitFor();
      await assertFits(page);
    }));
}

// The night of an opening: the waiting room, the instant, and the film that is seen together.

import assert from "node:assert/strict";
import { answersWith, phone, withPage } from "../browser.mjs";
import { title } from "../house.mjs";
import { assertAccessible, assertFits, enter, filled } from "../studio.mjs";
import { plays } from "./watching.mjs";

/** Waits for what `ask` answers to be true, asked in the page. */
async function until(page, ask, argument) {
  await page.waitForFunction(ask, argument, { polling: 50, timeout: 30_000 });
}

export function night(test, site) {
  const page = () => `${site.house.address}/title/${site.house.slug}`;

  /** The night is set to so many seconds from now; resolves when the house has heard of it. */
  async function opensIn(seconds, browserPage) {
    const opens = new Date(Date.now() + seconds * 1000).toISOString();
    await site.house.say("release", "plan", site.house.slug, "--opens", opens, "--announce", "now", "--overrule", "Ada", "--reason", "a test");
    await answersWith(browserPage, `${page()}/reminder.ics`, 200);
    return opens;
  }

  /** The device's clock is a day ahead, and goes on from there. */
  const dayAhead = () => {
    const real = Date.now;
    Date.now = () => real() + 86_400_000;
  };

  test("the waiting room counts down on the house’s time, whatever the device’s clock says", () =>
    withPage(site.browser, {}, async (visitor) => {
      await visitor.addInitScript(dayAhead);
      const opens = await opensIn(7200, visitor);
      await visitor.goto(page());
      const sign = visitor.locator("[data-figures]");
      await until(visitor, () => /^0[12]:\d\d:\d\d$/.test(document.querySelector("[data-figures]").textContent));
      const [hours, minutes, seconds] = (await sign.textContent()).split(":").map(Number);
      const left = (new Date(opens) - Date.now()) / 1000;
      assert.ok(Math.abs(hours * 3600 + minutes * 60 + seconds - left) < 5, `${hours}:${minutes}:${seconds} for ${left} s`);
      await visitor.getByText("You are the first at the door.").waitFor();
      await assertAccessible(visitor);
      await assertFits(visitor);
      await visitor.setViewportSize(phone);
      await assertFits(visitor);
    }));

  test("without scripts the waiting room says the instant in words", () =>
    withPage(site.browser, { javaScriptEnabled: false }, async (visitor) => {
      await visitor.goto(page());
      await visitor.getByRole("heading", { level: 1, name: title }).waitFor();
      assert.match(await visitor.locator("time").first().textContent(), /\d{1,2} \w+ \d{4}, \d\d:\d\d UTC/);
      assert.equal(await visitor.locator("[http-equiv=refresh]").count(), 0);
    }));

  /** The team follows the chat in Studio, and all pages of the showing hear what it does. */
  const isKept = (listener, speaker) =>
    withPage(site.browser, {}, async (team) => {
      await enter(team, site.house, "/studio/titles");
      await filled(team, "Table of titles");
      await team.getByRole("link", { name: title, exact: true }).click();
      const talk = team.locator("#talk");
      const row = talk.getByRole("row", { name: "<b>Bravo</b>" });
      await row.waitFor();
      await assertAccessible(team);
      const says = async (words) => {
        await speaker.getByRole("textbox", { name: "Say something" }).fill(words);
        await speaker.getByRole("button", { name: "Say", exact: true }).click();
      };
      await row.getByRole("button", { name: /^Hush/ }).click();
      await row.getByText("hushed").waitFor();
      await says("Nobody hears this");
      await speaker.getByText("Nothing can be said here just now.").waitFor();
      await row.getByRole("button", { name: /^Let speak/ }).click();
      await row.getByRole("button", { name: /^Hush/ }).waitFor();
      await says("Heard again");
      await listener.getByRole("log").getByText("Heard again").waitFor();
      assert.equal(await listener.getByRole("log").getByText("Nobody hears this").count(), 0);

      await row.getByRole("button", { name: /^Take away/ }).click();
      await row.waitFor({ state: "detached" });
      await listener.getByRole("log").getByText("<b>Bravo</b>").waitFor({ state: "detached" });
      await talk.getByRole("button", { name: "Close the chat" }).click();
      await listener.getByText("The chat is closed.").waitFor();
      await talk.getByRole("button", { name: "Open the chat" }).click();
      await listener.getByRole("textbox", { name: "Say something" }).waitFor();
    });

  test("pages that wait hear of another instant, and become the film at it without a reload, together", () =>
    withPage(site.browser, { forgiven: /404/ }, (first) =>
      withPage(site.browser, { forgiven: /404/ }, async (second) => {
        await second.addInitScript(dayAhead);
        await opensIn(3600, first);
        await site.house.say("showing", site.house.slug);
        for (const visitor of [first, second]) {
          await visitor.goto(page());
          await visitor.evaluate(() => void (window.notReloaded = true));
        }
        await first.getByText("2 are waiting.").waitFor();
        await opensIn(15, first);
        await first.locator("[data-note]").getByText("The opening was moved").waitFor();
        for (const visitor of [first, second]) {
          await visitor.locator("video").waitFor({ state: "attached", timeout: 30_000 });
          assert.equal(await visitor.evaluate(() => window.notReloaded), true);
          assert.equal(new URL(visitor.url()).pathname, `/title/${site.house.slug}/watch`);
        }
        await first.getByText("The doors are open. The film begins.").waitFor({ state: "attached" });
        await Promise.all([plays(first), plays(second)]);
        await isTogether([first, second]);

        // Who comes late joins in progress.
        await withPage(site.browser, { forgiven: /409|FILE_NOT_FOUND/ }, async (third) => {
          await third.goto(`${page()}/watch`);
          await plays(third);
          await isTogether([first, third]);
          assert.ok((await third.evaluate(() => document.querySelector("video").currentTime)) > 2);
          assert.equal(await third.getByRole("slider", { name: "Place in the film" }).isDisabled(), true);
          await assertAccessible(third);

          await third.getByRole("textbox", { name: "Say something" }).fill("<b>Bravo</b>");
          await third.getByRole("button", { name: "Say", exact: true }).click();
          await first.getByRole("log").getByText("<b>Bravo</b>").waitFor();
          await third.getByRole("button", { name: "Bravo", exact: true }).click();
          await second.locator(".rising .is-bravo").first().waitFor({ state: "attached" });

          await isKept(first, third);

          await third.mouse.move(200, 200);
          await third.getByRole("button", { name: "Leave the showing" }).click();
          assert.equal(await third.getByRole("slider", { name: "Place in the film" }).isDisabled(), false);
          await third.getByRole("button", { name: "Join the showing" }).click();
          await isTogether([first, third]);

          // A fault of the browser makes the player take the film anew: it stands still at its beginning.
          await third.evaluate(() => document.querySelector("video").load());
          await isTogether([first, third]);
        });
        await site.house.say("showing", site.house.slug, "--none");
        await first.getByRole("complementary", { name: "The audience" }).waitFor({ state: "detached" });
      }),
    ));
}

/** Every page is less than 0.15 s away from the second that the house says, and so from the others. */
async function isTogether(pages) {
  for (const page of pages) {
    await until(page, () => {
      const player = document.getElementById("player");
      return Math.abs(player.ahead()) * 1000 + player.doubt() < 150;
    });
  }
}

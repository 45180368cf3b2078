// Before the night: who is let in by a personal link, what the public waits with, and what its pages bring ahead.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { answersWith, phone, withPage } from "../browser.mjs";
import { assertAccessible, assertFits } from "../studio.mjs";
import { pause, plays } from "./watching.mjs";

const film = 'film = "flash-and-click.mkv"';
const sheet = `
slug = "premiere"
title = "Premiere"
tagline = "Once only"
${film}
[[extras]]
part = "glimpse"
kind = "trailer"
title = "A first glimpse"
${film}
`;

export function before(test, site) {
  const at = (rest = "") => `${site.house.address}/title/premiere${rest}`;
  const plan = (opens, ...words) =>
    site.house.say("release", "plan", "premiere", "--opens", new Date(opens).toISOString(), "--overrule", "Ada", "--reason", "a test", ...words);
  const link = async (...words) => (await site.house.say("pass", ...words)).split("\n").at(-1);
  const publicSees = async (visitor, status) => {
    for (const page of [at(), at("/watch"), at("/live"), at("/reminder.ics")]) {
      assert.equal((await visitor.request.get(page)).status(), status, page);
    }
  };

  test("a film waits for its night, and nobody was told", { timeout: 60_000 }, async () => {
    const file = path.join(site.house.folder, "premiere.toml");
    writeFileSync(file, sheet);
    await site.house.say("title", "apply", file, "--yes", "--effort", "quick");
    for (const slug of ["premiere", "premiere-glimpse"]) await site.house.say("encode", slug, "--effort", "quick", "--wait");
    await plan(Date.now() + 7_200_000, "--announce", "never");
    await withPage(site.browser, { forgiven: /404/ }, (visitor) => publicSees(visitor, 404));
  });

  test("a screener sees it with their name on the picture until the link is taken back", () =>
    withPage(site.browser, { forgiven: /404|Payload length does not match/ }, async (screener) => {
      const ticket = await link("screener", "premiere", "--for", "Jane “J.” Doe", "--views", "1");
      await answersWith(screener, ticket, 200);
      await screener.goto(ticket);
      await screener.getByText("Made out to Jane “J.” Doe.").waitFor();
      await screener.getByText("for one viewing").waitFor();
      await assertAccessible(screener);
      await screener.getByRole("button", { name: "Watch the film" }).click();
      await screener.waitForURL(at("/watch"));
      await plays(screener);
      await screener.locator(".made-out-to").getByText("Jane “J.” Doe").waitFor();
      assert.ok(await screener.locator(".made-out-to").evaluate((name) => name.getBoundingClientRect().width > 20));
      await pause(screener);

      await withPage(site.browser, { forgiven: /404/ }, (other) => publicSees(other, 404));

      const [{ id }] = JSON.parse(await site.house.say("--json", "pass", "ls", "premiere"));
      await site.house.say("pass", "revoke", id);
      await answersWith(screener, at("/watch"), 404);
      await screener.evaluate(() => void (document.querySelector("video").currentTime = 70));
      const note = screener.getByRole("alert");
      await note.getByRole("heading", { name: "Your link no longer holds" }).waitFor();
      assert.equal(await note.getByRole("link").count(), 0, "there is nowhere to go back to");
      assert.equal((await screener.request.get(ticket)).status(), 404);
    }));

  test("a rehearsal is the whole night on a clock of its own, and the public sees nothing of it", () =>
    withPage(site.browser, { forgiven: /404/ }, async (guest) => {
      const ticket = await link("rehearsal", "premiere", "--for", "the team", "--begins-in", "12");
      await answersWith(guest, ticket, 200);
      await guest.goto(ticket);
      await guest.getByRole("button", { name: "Begin the rehearsal" }).click();
      await guest.waitForURL(at());
      await guest.evaluate(() => void (window.notReloaded = true));
      await guest.locator("#waiting-room.is-counting").waitFor();
      assert.match(await guest.locator("[data-figures]").textContent(), /^00:00:[01]\d$/);
      await withPage(site.browser, { forgiven: /404/ }, async (visitor) => {
        await publicSees(visitor, 404);
        await guest.locator("video").waitFor({ state: "attached" });
        await publicSees(visitor, 404);
        await plays(guest);
        assert.equal(await guest.evaluate(() => window.notReloaded), true);
        assert.equal(guest.url(), at("/watch"));
        await publicSees(visitor, 404);
      });
    }));

  test("the waiting room plays the trailer once that is open, and nothing of it before", () =>
    withPage(site.browser, {}, async (visitor) => {
      await plan(Date.now() + 7_200_000, "--announce", "now");
      await answersWith(visitor, at(), 200);
      await visitor.goto(at());
      assert.ok(!/glimpse|trailer/i.test(await visitor.content()));
      await site.house.say("release", "premiere-glimpse");
      await answersWith(visitor, `${at("-glimpse")}/watch`, 200);
      await visitor.goto(at());
      await visitor.locator("#waiting-room.is-counting").waitFor();
      await assertAccessible(visitor);
      for (const size of [phone, visitor.viewportSize()]) {
        await visitor.setViewportSize(size);
        await assertFits(visitor);
      }
      await visitor.getByRole("link", { name: /A first glimpse/ }).click();
      const screen = visitor.frameLocator("iframe[title=Trailer]");
      await screen.locator("video").waitFor();
      const trailer = visitor.frames()[1];
      await plays(trailer);
      // The player's keys are its own.
      await screen.getByRole("group", { name: "Film controls" }).waitFor({ state: "attached" });
      await visitor.keyboard.press("k");
      await trailer.waitForFunction(() => document.querySelector("video").paused);
    }));

  test("a page that waits brings the sealed beginning ahead, and opens it at the instant with a key alone", () =>
    withPage(site.browser, { forgiven: /404/ }, async (visitor) => {
      await site.house.say("seal", "premiere");
      const opens = Date.now() + 18_000;
      await plan(opens, "--announce", "now");
      const toldOfIt = async () => (await (await visitor.request.get(at())).text()).includes(`data-opens="${opens * 1000}"`);
      while (!(await toldOfIt()));

      const asked = [];
      const stored = new Set();
      const network = await visitor.context().newCDPSession(visitor);
      await network.send("Network.enable");
      network.on("Network.requestWillBeSent", ({ requestId, request }) => asked.push({ requestId, path: new URL(request.url).pathname }));
      network.on("Network.requestServedFromCache", ({ requestId }) => stored.add(requestId));
      network.on("Network.responseReceived", ({ requestId, response }) => response.fromDiskCache && stored.add(requestId));
      const beginning = /^\/sealed\/.*\/1\.m4s$/;
      const came = visitor.waitForResponse((answer) => beginning.test(new URL(answer.url()).pathname));
      await visitor.goto(at());
      await visitor.evaluate(() => void (window.notReloaded = true));
      await visitor.getByRole("link", { name: /A first glimpse/ }).click();
      await visitor.frameLocator("iframe").locator("video").waitFor();
      const media = (wanted) => asked.filter(({ path }) => wanted.test(path));
      await came;
      assert.equal(await visitor.locator("#waiting-room").count(), 1, "it comes before the instant");
      assert.deepEqual(media(/^\/keys\//), []);
      const brought = media(beginning).map(({ path }) => path);

      await visitor.locator("#player").waitFor();
      await plays(visitor);
      assert.equal(await visitor.evaluate(() => window.notReloaded), true);
      assert.equal(visitor.frames().length, 1, "the trailer ended with its room");
      assert.equal(media(/^\/keys\//).length, 1, "one key for the whole film");
      for (const path of brought) {
        const last = asked.filter((request) => request.path === path).at(-1);
        assert.ok(stored.has(last.requestId), `${path} was asked of the house again`);
      }
    }));
}

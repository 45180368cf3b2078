// A title with its parts, described by a sheet: the next episode, another edition, the pages of a notebook.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { answersWith, phone, withPage } from "../browser.mjs";
import { ffmpeg } from "../house.mjs";
import { assertAccessible, assertFits, enter, filled } from "../studio.mjs";
import { dials, openPanel, plays, until } from "./watching.mjs";

const film = 'film = "flash-and-click.mkv"';
const sheet = `
slug = "lines"
shape = "series"
title = "Lines"
[[seasons]]
number = 1
[[seasons.episodes]]
number = 1
title = "North"
synopsis = "The first winter."
era = "1969"
${film}
[[seasons.episodes]]
number = 2
title = "South"
${film}
[[seasons.episodes]]
number = 3
title = "Nobody knows of this one"
[[extras]]
kind = "notebook"
title = "The road book"
[[extras.pages]]
photo = "page.jpg"
caption = "The first night"
`;
const scenes = (table, list) => list.map(([name, at]) => `[[${table}]]\nname = "${name}"\nat = "${at}"\n`).join("");
const cuts = `
slug = "cuts"
title = "Cuts"
edition = "Theatrical cut"
${film}
${scenes("scenes", [["Station", "0:00"], ["Bridge", "0:20"]])}
[[editions]]
part = "extended"
title = "Cuts: Extended"
edition = "Extended cut"
${film}
${scenes("editions.scenes", [["Station", "0:00"], ["The lost hour", "0:10"], ["Bridge", "0:40"]])}
`;

const album = `
slug = "songs"
shape = "series"
title = "Songs"
[album]
title = "Songs of the Line"
still = "page.jpg"
[[album.tracks]]
title = "Rails"
film = "rails.flac"
[[album.tracks]]
title = "Snow"
film = "snow.wav"
[[album.tracks]]
title = "Nobody hears this one"
`;

export function tree(test, site) {
  const apply = async (name, text) => {
    const file = path.join(site.house.folder, name);
    writeFileSync(file, text);
    await site.house.say("title", "apply", file, "--yes", "--effort", "quick");
  };
  const at = (slug, rest = "") => `${site.house.address}/title/${slug}${rest}`;

  test("a sheet makes a series and a film with two cuts", { timeout: 120_000 }, async () => {
    const page = path.join(site.house.folder, "page.jpg");
    execFileSync(ffmpeg, ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=2100x1500:rate=1", "-frames:v", "1", page]);
    await site.house.say("add", "--kind", "photo", page);
    await apply("lines.toml", sheet);
    await apply("cuts.toml", cuts);
    // Every step of the film was done before: what waits is the filing of it.
    for (const slug of ["lines-s1e1", "lines-s1e2", "cuts", "cuts-extended"]) {
      await site.house.say("encode", slug, "--effort", "quick", "--wait");
      await site.house.say("release", slug);
    }
    await withPage(site.browser, { forgiven: /404/ }, async (page) => {
      await answersWith(page, at("lines"), 200);
      await answersWith(page, at("cuts-extended"), 200);
    });
  });

  test("a series lists what is open, and nothing of what is not", () =>
    withPage(site.browser, { viewport: phone }, async (page) => {
      await page.goto(at("lines"));
      await page.getByRole("heading", { name: "Episodes" }).waitFor();
      await page.getByRole("link", { name: /North.*1969/ }).waitFor();
      assert.ok(!(await page.content()).includes("Nobody knows"));
      await assertAccessible(page);
      await assertFits(page);
      await page.goto(site.house.address);
      assert.equal(await page.getByRole("link", { name: "South" }).count(), 0, "the front has titles, not their parts");
    }));

  test("at the end of an episode the next one offers itself, and whoever stays stays", () =>
    withPage(site.browser, {}, async (page) => {
      await page.goto(at("lines-s1e1", "/watch#at=73"));
      const card = page.getByRole("region", { name: "What comes next" });
      await card.getByText("South").waitFor();
      await card.getByText("Season 1, episode 2").waitFor();
      assert.ok(await card.getByRole("link", { name: "Play now" }).evaluate((link) => link === document.activeElement));
      await assertAccessible(page);
      await page.keyboard.press("Escape");
      await card.waitFor({ state: "hidden" });
      await page.evaluate(() => {
        const video = document.querySelector("video");
        video.currentTime = 73.2;
        void video.play();
      });
      await card.getByRole("link", { name: "Play now" }).waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(/lines-s1e2\/watch$/);
      await plays(page);
      assert.equal(await page.locator("#player").getAttribute("data-next"), null, "nothing follows the last that is open");
    }));

  test("left alone, the next episode begins by itself", () =>
    withPage(site.browser, {}, async (page) => {
      // The wait itself is no news.
      await page.route(/s1e1\/watch/, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-next-pause="\d+"/, 'data-next-pause="1"') });
      });
      await page.goto(at("lines-s1e1", "/watch#at=73.5"));
      await page.waitForURL(/lines-s1e2\/watch$/);
    }));

  test("another edition goes on in the same scene", () =>
    withPage(site.browser, {}, async (page) => {
      await page.goto(at("cuts", "/watch#at=30"));
      await plays(page);
      await page.evaluate(() => document.querySelector("video").pause());
      await openPanel(page, dials);
      await page.getByLabel("Extended cut").check();
      await page.waitForURL(/cuts-extended\/watch#at=5\d/);
      await until(page, "video.currentTime >= 50 && video.currentTime < 56");
    }));

  test("an album is listed with its lengths, and its tracks follow each other", { timeout: 60_000 }, async () => {
    for (const [name, tone, seconds] of [["rails.flac", 220, 3.4], ["snow.wav", 330, 61]]) {
      const file = path.join(site.house.folder, name);
      execFileSync(ffmpeg, ["-v", "error", "-f", "lavfi", "-i", `sine=frequency=${tone}:sample_rate=44100:duration=${seconds}`, file]);
      await site.house.say("add", file);
    }
    await apply("songs.toml", album);
    for (const slug of ["songs-track-1", "songs-track-2"]) await site.house.say("encode", slug, "--wait");
    await site.house.say("release", "songs-soundtrack");
    await withPage(site.browser, { viewport: phone, forgiven: /404/ }, async (page) => {
      await answersWith(page, at("songs-track-2"), 200);
      await page.goto(at("songs-soundtrack"));
      await page.getByRole("link", { name: "2 Snow 1:01" }).waitFor();
      assert.ok(!(await page.content()).includes("Nobody hears"));
      await page.getByRole("img", { name: "The cover" }).waitFor();
      await assertAccessible(page);
      await assertFits(page);
      await page.getByRole("link", { name: "Play the album" }).click();
      await page.waitForURL(/track-1\/watch$/);
      await page.getByText("Songs of the Line").waitFor();
      await page.getByRole("group", { name: "Sound controls" }).waitFor();
      await assertAccessible(page);
      await page.waitForURL(/track-2\/watch$/);
      await plays(page);
      assert.equal(await page.locator("#player").getAttribute("data-next"), null);
      await page.goto(at("songs-track-2", "/watch?hls"));
      await plays(page);
    });
  });

  test("a notebook’s page is looked at closely, by hand and by key", () =>
    withPage(site.browser, { viewport: phone }, async (page) => {
      const tiles = [];
      page.on("response", (answer) => {
        if (answer.url().includes("/page/")) tiles.push([/\/(\d)-\d+-\d+\.jpg/.exec(answer.url())[1], answer.status()]);
      });
      await page.goto(at("lines-the-road-book"));
      await page.getByRole("link", { name: "The first night" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Page 1 of 1: The first night").waitFor();
      await assertAccessible(page);
      const finest = page.waitForResponse(/\/page\/[^/]+\/3-\d+-\d+\.jpg/);
      for (const key of ["+", "+", "+"]) await page.keyboard.press(key);
      await finest;
      assert.ok(tiles.every(([, status]) => status === 200));
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
    }));

  test("Studio: parts are put in order and taken out, and a sheet is tried before it is applied", () =>
    withPage(site.browser, {}, async (page) => {
      await enter(page, site.house, "/studio/titles");
      await filled(page, "Table of titles");
      await page.getByRole("link", { name: "Lines", exact: true }).click();
      const parts = page.locator("#parts");
      await parts.getByRole("link", { name: "North" }).waitFor();
      await assertAccessible(page);

      await parts.getByLabel("New part").fill("An interview");
      await parts.getByLabel("What it is").selectOption("extra:interview");
      await parts.getByRole("button", { name: "Add the part" }).click();
      await parts.getByRole("link", { name: "An interview" }).waitFor();
      const names = () => parts.locator("li[data-part-id] bdi").allTextContents();
      assert.equal((await names()).at(-1), "An interview");
      await parts.getByRole("button", { name: "An interview: further up" }).click();
      await page.waitForFunction(() => [...document.querySelectorAll("#parts bdi")].at(-1)?.textContent === "The road book");

      await parts.getByText("All of it as one sheet").click();
      const text = parts.getByLabel("Sheet (TOML)");
      await page.waitForFunction(() => document.querySelector(".sheet-text")?.value.includes("An interview"));
      const sheet = await text.inputValue();
      await text.fill(sheet.replace('kind = "interview"', 'kind = "chat"'));
      await parts.getByRole("button", { name: "Show what would change" }).click();
      await parts.getByText(/is not a kind of extra/).waitFor();
      await text.fill(sheet.replace("An interview", "The drummer remembers"));
      await parts.getByRole("button", { name: "Show what would change" }).click();
      await parts.getByText("This would change:").waitFor();
      await assertAccessible(page);
      await parts.getByRole("button", { name: "Apply it" }).click();
      await parts.getByRole("link", { name: "The drummer remembers" }).waitFor();

      await parts.getByRole("button", { name: /Take out.*The drummer/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Take it out" }).click();
      await parts.getByRole("link", { name: "The drummer remembers" }).waitFor({ state: "detached" });
    }));
}

// Files on their way into the house: cut off and resumed, refused with a sentence, and a first film from the drop to
// its release and back.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { answersWith, withPage } from "../browser.mjs";
import { ffmpeg } from "../house.mjs";
import { assertAccessible, assertFits, enter } from "../studio.mjs";

const name = "the-first-film.mp4";

export function studioUpload(test, site) {
  test("an upload that is cut off goes on where it was when the same file comes again", () =>
    withPage(site.browser, { forgiven: /ERR_|Failed to load/ }, async (page) => {
      // Slow enough to be cut off, and then as fast as it goes.
      const length = 6_000_000;
      const line = await page.context().newCDPSession(page);
      await line.send("Network.enable");
      const throttle = (uploadThroughput) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
      await enter(page, site.house, "/studio/uploads");
      page.on("dialog", (dialog) => dialog.accept());
      await throttle(1_500_000);
      await drop(page, "cut-off.mp4", Buffer.alloc(length, "not a film. "));
      await page.waitForFunction(() => document.querySelector(".upload progress")?.value > 250);
      await page.reload();
      await throttle(-1);
      const offsets = [];
      page.on("request", (request) => {
        if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
      });
      await drop(page, "cut-off.mp4", Buffer.alloc(length, "not a film. "));
      const row = page.getByRole("listitem").filter({ hasText: "cut-off.mp4" });
      // It is no film, whatever it is called: the sentence stands on its row.
      await row.getByText("Refused").waitFor({ timeout: 30_000 });
      assert.ok((await row.locator(".upload-sentence").textContent()).length > 20);
      assert.ok(offsets[0] > 0 && offsets[0] < length, `it went on at ${offsets[0]}`);
      await assertAccessible(page);
    }));

  test("a killed server: the upload waits for it, and goes on by itself where it was", () =>
    withPage(site.browser, { forgiven: /ERR_|Failed to load/ }, async (page) => {
      // What a kill takes is at most the last two million bytes.
      const length = 12_000_000;
      const line = await page.context().newCDPSession(page);
      await line.send("Network.enable");
      const throttle = (uploadThroughput) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
      await enter(page, site.house, "/studio/uploads");
      const offsets = [];
      page.on("request", (request) => {
        if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
      });
      await throttle(3_000_000);
      await drop(page, "killed.mp4", Buffer.alloc(length, "no film either. "));
      await page.waitForFunction(() => [...document.querySelectorAll(".upload progress")].at(-1)?.value > 500);
      const row = page.getByRole("listitem").filter({ hasText: "killed.mp4" });
      await site.house.killAndServe(() => row.getByText("Line broken").waitFor());
      await throttle(-1);
      await row.getByText("Refused").waitFor({ timeout: 30_000 });
      assert.ok(offsets.length >= 2 && offsets.at(-1) > 0 && offsets.at(-1) < length, `it went on at ${offsets}`);
    }));

  test("whatever is dropped, each file gets its sentence in its own row, whatever it is called", () =>
    withPage(site.browser, { forgiven: /415/ }, async (page) => {
      await enter(page, site.house, "/studio/uploads");
      const hostile = "a\u2215b “q” 'n' <b onclick=alert(1)>x<\u2215b> 🎬 \u202Eright-to-left.mp4";
      const words = "1\n00:00:01,000 --> 00:00:03,000\nÜber die Brücke geht keiner zurück.\n";
      const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(words, "utf16le")]);
      const files = {
        "words.mp4": [Buffer.from("This is a text that calls itself a film.\n".repeat(40)), "Refused", /no media|not.*(film|media)|text/i],
        "nothing.mp4": [Buffer.alloc(0), "Refused", /empty/i],
        "box.zip": [Buffer.from("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==", "base64"), "Refused", /./],
        "latin-1.de.srt": [Buffer.from(words, "latin1"), "In the archive", null],
        "utf-16.de.srt": [utf16, "In the archive", null],
        [hostile]: [Buffer.from("not a film"), "Refused", /./],
      };
      for (const [name, [bytes]] of Object.entries(files)) await drop(page, name, bytes, "");
      for (const [name, [, state, sentence]] of Object.entries(files)) {
        const row = page.getByRole("listitem").filter({ hasText: name });
        await row.getByText(state, { exact: true }).waitFor({ timeout: 30_000 });
        if (sentence) assert.match(await row.locator(".upload-sentence").textContent(), sentence, name);
      }
      assert.equal(await page.locator("main b").count(), 0);
      await assertAccessible(page);
      await assertFits(page);
    }));

  test("a first film, from the drop to its release, and withdrawn while somebody watches", () =>
    withPage(site.browser, { forgiven: /40[49]|Payload length/ }, async (page) => {
      const file = path.join(site.house.folder, name);
      film(file);
      await enter(page, site.house, "/studio/uploads");
      await drop(page, name, readFileSync(file));
      const row = page.getByRole("listitem").filter({ hasText: name });
      await row.getByRole("link", { name: "Open its title" }).click({ timeout: 60_000 });
      await page.getByRole("heading", { level: 1, name: "The first film" }).waitFor();

      await page.getByLabel("Tagline").fill("From the drop to the release");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Take back").waitFor();
      // Whoever presses too early is told what is missing; the button stays.
      await openWhenReady(page);
      const address = await page.getByRole("link", { name: "Its page" }).getAttribute("href");
      assert.equal((await fetch(site.house.address + address)).status, 200);

      await withPage(site.browser, { forgiven: /404|Payload length/ }, async (viewer) => {
        const segments = [];
        viewer.on("request", (request) => request.url().endsWith(".m4s") && segments.push(request.url()));
        await viewer.goto(`${site.house.address}${address}/watch`);
        await viewer.waitForFunction(() => document.querySelector("video")?.currentTime > 0.2);
        await page.getByRole("button", { name: "Withdraw…" }).click();
        const sure = page.getByRole("dialog", { name: "Withdraw this film" });
        await sure.getByRole("textbox").fill("The wrong name");
        await sure.getByRole("textbox").press("Enter");
        await sure.getByText(/Not yet/).waitFor();
        assert.equal((await viewer.request.get(segments[0])).status(), 200);
        await sure.getByRole("textbox").fill("The first film");
        await assertAccessible(page);
        await sure.getByRole("button", { name: "Withdraw it" }).click();
        await page.getByText("Withdrawn").first().waitFor();
        await answersWith(viewer, segments[0], 404);
      });
    }));
}

/** Twelve seconds with a tone: small, but as good a film as any. */
function film(file) {
  const inputs = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000"];
  const codecs = ["-t", "12", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  execFileSync(ffmpeg, ["-v", "error", "-y", ...inputs, ...codecs, file], { stdio: ["ignore", "inherit", "inherit"] });
}

/** As a hand does it: over the page, and let go. The same bytes are the same file each time. */
async function drop(page, name, bytes, type = "video/mp4") {
  const data = await page.evaluateHandle(
    ({ name, base64, type }) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name, { type, lastModified: 1 }));
      return transfer;
    },
    { name, base64: bytes.toString("base64"), type },
  );
  for (const event of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("body", event, { dataTransfer: data });
}

async function openWhenReady(page) {
  const open = page.getByRole("button", { name: "Open it now" });
  const deadline = Date.now() + 120_000;
  do {
    await open.click();
    const told = page.locator("#release [data-trouble]:not(:empty), #release .mark.open");
    await told.first().waitFor();
  } while ((await page.locator("#release .mark.open").count()) === 0 && Date.now() < deadline);
}

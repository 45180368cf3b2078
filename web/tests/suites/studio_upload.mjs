// Files on their way into the house: cut off and resumed, refused with a sentence, and a first film from the drop to
// its release and back.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { withPage } from "../browser.mjs";
import { ffmpeg } from "../house.mjs";
import { assertAccessible, enter } from "../studio.mjs";

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

  test("a first film, from the drop to its release, and withdrawn while somebody watches", () =>
    withPage(site.browser, { forgiven: /404|Payload length/ }, async (page) => {
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
        await sure.getByRole("button", { name: "Withdraw it" }).click();
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
async function drop(page, name, bytes) {
  const data = await page.evaluateHandle(
    ({ name, base64 }) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name, { type: "video/mp4", lastModified: 1 }));
      return transfer;
    },
    { name, base64: bytes.toString("base64") },
  );
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("body", type, { dataTransfer: data });
}

async function openWhenReady(page) {
  const open = page.getByRole("button", { name: "Open it now" });
  const deadline = Date.now() + 120_000;
  do {
    await open.click();
    const told = page.locator("[data-release] [data-trouble]:not(:empty), .mark.open");
    await told.first().waitFor();
  } while ((await page.locator("#release .mark.open").count()) === 0 && Date.now() < deadline);
}

/** A change of the house is seen within a second; this waits for it, however busy the machine. */
async function answersWith(page, address, status) {
  const deadline = Date.now() + 15_000;
  let last;
  do last = (await page.request.get(address)).status();
  while (last !== status && Date.now() < deadline);
  assert.equal(last, status);
}

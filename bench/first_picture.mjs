// Opens two addresses in turn in Chromium and writes, one JSON line a trial, how many milliseconds passed from the
// start of the navigation to the first frame that was handed to the screen.
//
//   node first_picture.mjs --trials 15 --line none|home  NAME=ADDRESS NAME=ADDRESS

import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trials: { type: "string", default: "3" },
    line: { type: "string", default: "none" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
const sides = positionals.map((side) => {
  const [name, ...address] = side.split("=");
  return { name, address: address.join("=") };
});

// A line as many homes have: 20 Mbit/s down, 40 ms there and back.
const lines = { home: { offline: false, latency: 40, downloadThroughput: 2_500_000, uploadThroughput: 625_000 } };

// Runs in the page before anything else does: notes when the first frame of any video is presented.
function watch() {
  const seen = new WeakSet();
  const look = () => {
    for (const video of document.querySelectorAll("video")) {
      if (seen.has(video)) continue;
      seen.add(video);
      video.requestVideoFrameCallback((_, frame) => {
        globalThis.firstFrame ??= frame.presentationTime;
      });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
}

async function trial(browser, address) {
  // A new context has nothing in its cache.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    await context.addInitScript(watch);
    const page = await context.newPage();
    if (lines[values.line]) {
      const session = await context.newCDPSession(page);
      await session.send("Network.emulateNetworkConditions", lines[values.line]);
    }
    await page.goto(address, { waitUntil: "commit" });
    const frame = await page.waitForFunction(() => globalThis.firstFrame, null, { polling: 20, timeout: 30_000 });
    return await frame.jsonValue();
  } finally {
    await context.close();
  }
}

const browser = await chromium.launch({
  executablePath: values.chromium,
  args: ["--autoplay-policy=no-user-gesture-required", "--mute-audio", "--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  // The first trial of each side pays for starting the browser's own processes and is not counted.
  for (let number = 0; number <= Number(values.trials); number += 1) {
    for (const side of sides) {
      const millis = await trial(browser, side.address);
      if (number > 0) console.log(JSON.stringify({ side: side.name, millis }));
    }
  }
} finally {
  await browser.close();
}

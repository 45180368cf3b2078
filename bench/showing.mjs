// Eight real pages see one showing over bad lines: how far apart are they? Every page has a line of its own, through a
// proxy here that holds each piece of each direction back by up to 300 ms (what comes later waits behind it, as on a
// real line). From the film's tenth second on, each page's distance from the second that it should show is read five
// times a second; the drift of a moment is the distance between the two pages that are farthest apart.
//
//   make showing            (or: MARQUEE=target/release/marquee node bench/showing.mjs [pages] [jitter] [seconds])

import net from "node:net";
import { openBrowser } from "../web/tests/browser.mjs";
import { openHouse } from "../web/tests/house.mjs";

const [pages = 8, jitter = 300, seconds = 30] = process.argv.slice(2).map(Number);
const settled = 10;

/** A line to the house for one page. */
async function badLine(port) {
  const carry = (from, to) => {
    let free = 0;
    from.on("data", (piece) => {
      free = Math.max(free, performance.now() + Math.random() * jitter);
      setTimeout(() => to.writable && to.write(piece), free - performance.now());
    });
    from.on("end", () => setTimeout(() => to.end(), Math.max(0, free - performance.now())));
    from.on("error", () => to.destroy());
  };
  const server = net.createServer((near) => {
    const far = net.connect(port, "127.0.0.1");
    for (const end of [near, far]) end.setNoDelay(true);
    carry(near, far);
    carry(far, near);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const share = (list, part) => Math.round(list[Math.min(list.length - 1, Math.floor(list.length * part))]);

/** Runs in the page. House and page are on one machine here: the device's clock is the house's, and the judge. */
const read = (begins) => {
  const video = document.querySelector("video");
  return { off: video.currentTime * 1000 - (Date.now() - begins), doubt: document.getElementById("player").doubt() };
};

const closing = [];
try {
  const house = await openHouse();
  closing.push(house.close);
  const { browser, close } = await openBrowser();
  closing.push(close);
  const port = Number(new URL(house.address).port);
  const begins = new Date(Date.now() + 20_000).toISOString();
  await house.say("showing", house.slug, "--quiet", "--begins", begins);

  const seats = await Promise.all(
    Array.from({ length: pages }, async () => {
      const line = await badLine(port);
      closing.push(() => line.close());
      const context = await browser.newContext({ viewport: { width: 640, height: 400 } });
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${line.address().port}/title/${house.slug}/watch`, { timeout: 60_000 });
      return page;
    }),
  );
  await Promise.all(
    seats.map((page) => page.waitForFunction((at) => document.querySelector("video")?.currentTime > at, settled, { timeout: 90_000 })),
  );
  const started = Date.now();
  const moments = [];
  while (Date.now() - started < seconds * 1000) {
    moments.push(await Promise.all(seats.map((page) => page.evaluate(read, Date.parse(begins)))));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const sorted = (list) => list.sort((a, b) => a - b);
  const drifts = sorted(moments.map((all) => Math.max(...all.map(({ off }) => off)) - Math.min(...all.map(({ off }) => off))));
  const doubts = sorted(moments.flat().map(({ doubt }) => doubt));
  console.log(`${pages} pages, up to ${jitter} ms held back each way, ${moments.length} moments from second ${settled} on`);
  console.log(`the two farthest apart, milliseconds: median ${share(drifts, 0.5)}, p95 ${share(drifts, 0.95)} (aim: under 150), most ${share(drifts, 1)}`);
  console.log(`how wrong the pages say their clocks can be: median ${share(doubts, 0.5)}, most ${share(doubts, 1)}`);
} finally {
  for (const close of closing.reverse()) await close();
}

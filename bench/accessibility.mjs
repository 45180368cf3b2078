// Lighthouse's accessibility score of every page of Studio, and of the door to it, in a house with content: by hand, with
// `make accessibility`. Each page as a phone and as a desk sees it; anything below 100 is named and fails.

import lighthouse from "lighthouse";
import { openBrowser } from "../web/tests/browser.mjs";
import { openHouse, title } from "../web/tests/house.mjs";
import { filled, found, owner } from "../web/tests/studio.mjs";

const screens = {
  phone: { formFactor: "mobile", screenEmulation: { mobile: true, width: 360, height: 740, deviceScaleFactor: 1, disabled: false } },
  desk: { formFactor: "desktop", screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1, disabled: false } },
};
const rooms = ["", "/titles", "/uploads", "/jobs", "/assets", "/people", "/audit", "/house", "/operations"];

const house = await openHouse();
const { browser, port, close } = await openBrowser();
try {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  const link = await house.loginPath();
  await found(page, house);
  const invitation = await invite(page);
  await page.goto(`${house.address}/studio/titles`);
  await filled(page, "Table of titles");
  const titlePage = await page.getByRole("link", { name: title }).getAttribute("href");
  await page.goto(`${house.address}/studio/assets`);
  await filled(page, "Table of assets");
  const assetPage = await page.locator("tbody a").first().getAttribute("href");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");

  const inside = [...rooms.map((room) => `/studio${room}`), titlePage, `${titlePage}/preview`, assetPage];
  const pages = [...inside.map((path) => [path, { cookie }]), ...["/studio/login", "/studio/forgotten", link, invitation].map((path) => [path, {}])];
  let lowest = 100;
  for (const [path, extraHeaders] of pages) {
    for (const [screen, settings] of Object.entries(screens)) {
      const { score, failed } = await look(house.address + path, extraHeaders, settings);
      lowest = Math.min(lowest, score);
      console.log(`${String(score).padStart(3)}  ${screen}  ${path.replace(/[a-z0-9]{24,}/g, "…")}${failed.map((one) => `\n     ${one}`).join("")}`);
    }
  }
  console.log(`the lowest of ${pages.length * 2}: ${lowest}`);
  if (lowest < 100) process.exitCode = 1;
} finally {
  await close();
  await house.close();
}

async function look(address, extraHeaders, settings) {
  const flags = { port, logLevel: "error", output: "json", onlyCategories: ["accessibility"], extraHeaders, throttlingMethod: "provided", maxWaitForLoad: 6_000, ...settings };
  const { lhr } = await lighthouse(address, flags);
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  const failed = Object.values(lhr.audits).filter(({ score }) => score === 0);
  return {
    score: Math.round(lhr.categories.accessibility.score * 100),
    failed: failed.map(({ id, details }) => `${id}: ${details?.items?.map(({ node }) => node?.snippet).join("  ") ?? ""}`),
  };
}

/** Somebody who is invited sees the door, too; the house of the tests has no mail, so it shows the link. */
async function invite(page) {
  await page.goto(`${house.address}/studio/people`);
  const answer = await page.evaluate(async () => {
    const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const body = JSON.stringify({ email: "bela@films.example", role: "editor" });
    return (await fetch("/api/v1/invitations", { method: "POST", headers, body })).json();
  });
  if (!answer.link) throw new Error(`no invitation for ${owner.name}: ${JSON.stringify(answer)}`);
  return new URL(answer.link).pathname;
}

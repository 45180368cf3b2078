// The team's side for the tests: an account, ways in, and hands that drop files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const owner = { email: "ada@films.example", name: "Ada “the boss” <Lumière>", password: "a long enough password" };

/** The first account of the house, by the link that the program prints. */
export async function found(page, house) {
  await page.goto(house.address + (await house.loginPath()));
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Come in" }).click();
  await page.waitForURL(`${house.address}/studio`);
}

const visits = new WeakMap();

/** By e-mail and password the first time; the visit then goes on, as a browser's does. */
export async function enter(page, house, path = "/studio") {
  const visit = visits.get(house);
  if (visit) {
    await page.context().addCookies(visit);
    await page.goto(house.address + path);
    return;
  }
  await page.goto(`${house.address}/studio/login?to=${path}`);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Come in" }).click();
  await page.waitForURL(house.address + path);
  visits.set(house, await page.context().cookies());
}

/** The table's rows are those of the API, no longer those that the house drew. */
export async function filled(page, name) {
  await page.getByRole("region", { name }).locator("tbody tr[data-key]").first().waitFor();
}

export async function assertAccessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`);
  });
  assert.deepEqual(found, [], found.join("\n"));
}

/** Scripts that lay out by the size of something (a sign's bulbs) do so in the frame after it changes. */
export async function assertFits(page) {
  const { scrollWidth, clientWidth } = await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  assert.ok(scrollWidth <= clientWidth, `${scrollWidth} px wide on a screen of ${clientWidth} px`);
}

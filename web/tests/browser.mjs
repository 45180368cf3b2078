// Chromium for the tests, as an unprivileged user, and pages that are watched while a test uses them.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { give, makeFolder, servant } from "./servant.mjs";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** The browser's program, or null. */
export function findChromium() {
  const wanted = process.env.CHROMIUM ? [process.env.CHROMIUM] : names;
  return wanted.find((name) => spawnSync("sh", ["-c", 'command -v "$0"', name], { stdio: "ignore" }).status === 0) ?? null;
}

const flags = [
  "--headless",
  "--remote-debugging-port=0",
  "--autoplay-policy=no-user-gesture-required",
  "--disable-background-networking",
  "--disable-background-timer-throttling",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-renderer-backgrounding",
  "--disable-sync",
  "--no-default-browser-check",
  "--no-first-run",
];

export async function openBrowser() {
  const { folder, remove } = makeFolder();
  // Chromium's own sandbox wants user namespaces, which some containers refuse; the user nobody is what is left then.
  const child = (await start(folder, [])) ?? (await start(folder, ["--no-sandbox"]));
  if (!child) {
    remove();
    throw new Error("chromium does not start");
  }
  const browser = await chromium.connectOverCDP(child.address);
  return {
    browser,
    /** Where other programs find the same browser. */
    port: Number(new URL(child.address).port),
    close: async () => {
      await browser.close();
      child.process.kill("SIGTERM");
      await child.gone;
      remove();
    },
  };
}

async function start(folder, more) {
  const profile = path.join(folder, more.length ? "profile-without-sandbox" : "profile");
  mkdirSync(profile);
  give(profile);
  const process_ = spawn(findChromium(), [...flags, ...more, `--user-data-dir=${profile}`, "about:blank"], {
    ...servant,
    cwd: folder,
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = new Promise((resolve) => process_.once("exit", resolve));
  const address = await new Promise((resolve) => {
    let talk = "";
    process_.stderr.on("data", (bytes) => {
      talk += bytes;
      const listening = /DevTools listening on (ws:\S+)/.exec(talk);
      if (listening) resolve(listening[1]);
    });
    void gone.then(() => resolve(null));
  });
  return address ? { process: process_, gone, address } : null;
}

export const phone = { width: 360, height: 740 };
export const wide = { width: 1440, height: 900 };

/**
 * Opens a page of its own for `use` and looks over its shoulder: no error in the console (a broken content security
 * policy is one), no exception, no request to another host. `forgiven` names errors that the test itself provokes.
 */
export async function withPage(browser, { forgiven, ...options }, use) {
  const context = await browser.newContext({ viewport: wide, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  const hosts = new Set();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  try {
    await use(page);
    // The page asks ahead for the manifest that browsers play by default; a test that wants the other leaves it unused.
    const unused = /\?(hls|native)/.test(page.url()) ? /(film|player)\.mpd was preloaded using link preload but not used/ : null;
    const serious = complaints.filter((text) => !forgiven?.test(text) && !unused?.test(text));
    assert.deepEqual(serious, [], "the page complains");
    assert.ok(hosts.size <= 1, `the page asks other hosts: ${[...hosts].join(", ")}`);
  } finally {
    await context.close();
  }
}

/** A change of the house is seen within a second; this waits for it, however busy the machine. */
export async function answersWith(page, address, status) {
  const deadline = Date.now() + 15_000;
  let last;
  do last = (await page.request.get(address)).status();
  while (last !== status && Date.now() < deadline);
  assert.equal(last, status);
}

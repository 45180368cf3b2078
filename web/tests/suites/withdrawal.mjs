// A film that is withdrawn: the next segment is refused, and the player says so.

import assert from "node:assert/strict";
import { answersWith, withPage } from "../browser.mjs";
import { pause, watch } from "./watching.mjs";

export function withdrawal(test, site) {
  test("a withdrawn film refuses its next segment, as if it had never been", () =>
    withPage(site.browser, { forgiven: /404|Payload length does not match/ }, async (page) => {
      const segments = [];
      page.on("request", (request) => {
        if (request.url().endsWith(".m4s")) segments.push(request.url());
      });
      await watch(page, site.house, "dash");
      await pause(page);
      await site.house.say("withdraw", site.house.slug);
      await answersWith(page, segments[0], 404);
      await page.evaluate(() => void (document.querySelector("video").currentTime = 70));
      await page.getByRole("alert").getByText("This film is no longer showing").waitFor();

      const [gone, never] = await Promise.all(
        [segments[0], `${site.house.address}/media/never/was/1.m4s`].map((address) => page.request.get(address)),
      );
      assert.equal(gone.status(), 404);
      assert.deepEqual(await gone.body(), await never.body());
      assert.equal(gone.headers()["cache-control"], "private, no-store");
      assert.equal((await page.goto(`${site.house.address}/title/${site.house.slug}`)).status(), 404);
    }));
}

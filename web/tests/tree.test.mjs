// Editions that keep the scene, moments, what was seen, and pages in tiles: what needs no browser.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

async function parts() {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: 'export * from "./src/playback/editions"; export * from "./src/playback/moments"; export * from "./src/playback/seen"; export * from "./src/notebook/leaf";', resolveDir: web },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const theatrical = [["station", 0], ["bridge", 20_000], ["snow", 50_000]];
const extended = [["station", 0], ["the lost hour", 10_000], ["bridge", 40_000], ["snow", 60_000]];

describe("a title's parts", () => {
  let tree;
  before(async () => {
    tree = await parts();
  });

  test("another edition is entered at the same scene, as far into it", () => {
    for (const [from, to, at, expected] of [
      [theatrical, extended, 25, 45],
      [theatrical, extended, 5, 5],
      // The station is shorter there: its last moment, not the next scene.
      [theatrical, extended, 15, 9.999],
      [extended, theatrical, 59, 39],
      // What is not there is passed over to what both have next.
      [extended, theatrical, 20, 20],
      [[["a", 0], ["extra", 5_000]], [["a", 0], ["b", 7_000]], 6, 7],
      [[], extended, 12.5, 12.5],
      [theatrical, [], 25, 25],
    ]) {
      assert.equal(tree.sameScene(from, to, at), expected, `${at}`);
    }
  });

  test("where a switch arrives is a plain number", () => {
    const arrive = (end) => tree.arriveAt(new URL(`http://film.example/title/night/watch${end}`));
    assert.equal(arrive("#at=12.500"), 12.5);
    assert.equal(arrive("?at=60.001&alone"), 60.001);
    for (const other of ["", "#at=", "#at=-1", "#at=1e9", "#at=1;x", "?at=", "?at=-1", "?at=1e9"]) assert.equal(arrive(other), null);
  });

  test("a jump leads to the next moment, or to the one before", () => {
    const moments = tree.readMoments('[{"name":"a","from":10,"to":14},{"name":"b","from":20.5,"to":22}]');
    const beside = (at, direction) => tree.momentBeside(moments, at, direction)?.name ?? null;
    assert.deepEqual([beside(0, 1), beside(10, 1), beside(20.5, 1)], ["a", "b", null]);
    // Who has just come to one goes on to the one before it.
    assert.deepEqual([beside(30, -1), beside(21, -1), beside(13, -1), beside(10.5, -1)], ["b", "a", "a", null]);
    assert.deepEqual([tree.momentAt(moments, 13.9)?.name, tree.momentAt(moments, 14)], ["a", null]);
    assert.deepEqual(tree.readMoments("[{"), []);
  });

  test("seconds are told once, and what is played another time apart from them", () => {
    const seen = new tree.SeenSeconds();
    assert.equal(seen.take(), null);
    for (const time of [0, 0.25, 0.5, 1.1, 1.9, 2.2]) seen.play(time);
    // At double speed a second may be passed over; a jump is no second that was played.
    seen.play(4.1);
    seen.jump();
    seen.play(1.2);
    seen.play(2.3);
    seen.jump();
    seen.play(60);
    assert.equal(seen.waiting, 8);
    assert.deepEqual(seen.take(), { first: [[0, 5], [60, 61]], again: [[1, 3]] });
    seen.play(60.5);
    assert.equal(seen.take(), null);
  });

  test("what is broken in the page is no edition", () => {
    assert.deepEqual(tree.readEditions("{"), []);
    assert.deepEqual(tree.readEditions(undefined), []);
  });

  test("only tiles that are seen are asked for, at the grain of the screen", () => {
    const leaf = { tiles: "/page/key", width: 3001, height: 2001, side: 512, levels: 4, caption: "" };
    assert.deepEqual(tree.sizeOf(leaf, 0), [376, 251]);
    assert.equal(tree.levelFor(leaf, 1), 3);
    assert.equal(tree.levelFor(leaf, 0.5), 2);
    assert.equal(tree.levelFor(leaf, 0.01), 0);
    const whole = { x: -100, y: -100, width: 5000, height: 5000 };
    assert.equal(tree.tilesIn(leaf, 3, whole).length, 6 * 4);
    const last = tree.tilesIn(leaf, 3, whole).at(-1);
    assert.deepEqual([last.address, last.cut], ["/page/key/3-5-3.jpg", [441, 465]]);
    const corner = tree.tilesIn(leaf, 3, { x: 600, y: 0, width: 100, height: 100 });
    assert.deepEqual(corner.map(({ address }) => address), ["/page/key/3-1-0.jpg"]);
    assert.deepEqual(tree.tilesIn(leaf, 3, { x: 9000, y: 0, width: 10, height: 10 }), []);
  });
});

// Parts of Studio that need no browser: merging, filtering, copying, reading times.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The parts as the browser gets them, from one bundle in memory. */
async function parts() {
  const names = ["form/merge", "lists/sessions", "table/filtering", "table/copying", "tape/find", "title/lines", "upload/pace", "words"];
  const { outputFiles } = await esbuild.build({
    stdin: { contents: names.map((name) => `export * from "./src/studio/${name}";`).join("\n"), resolveDir: web },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const columns = [
  { id: "name", text: ({ name }) => name },
  { id: "kind", text: ({ kind }) => kind, choice: true },
  { id: "size", text: ({ size }) => `${size} B`, order: ({ size }) => size },
];
const rows = [
  { name: "Ça va", kind: "film", size: 9 },
  { name: "reel 10", kind: "film", size: 100 },
  { name: "reel 9", kind: "photo", size: 20 },
];
const table = { key: ({ name }) => name, noun: ["row", "rows"], columns };

describe("parts of Studio", () => {
  let studio;
  before(async () => {
    studio = await parts();
  });

  test("words on a tape are found where all of them stand, whatever their accents", () => {
    const told = [
      { start_s: 9, text: "Ana The café by the  station" },
      { start_s: 2, text: "The station, at night" },
      { start_s: 5, text: "black for 3 s" },
    ];
    assert.deepEqual(studio.placesOf(told, "STATION the"), [2, 9]);
    assert.deepEqual(studio.placesOf(told, "cafe"), [9]);
    assert.deepEqual(studio.placesOf(told, " "), []);
    assert.equal(studio.beside([2, 9], 2, false), 9);
    assert.equal(studio.beside([2, 9], 9, false), 2);
    assert.equal(studio.beside([2, 9], 2, true), 9);
  });


  test("what only one of two changed is settled, what both changed is for a person", () => {
    const base = { name: "A", synopsis: "old", tags: ["x"], year: null };
    const mine = { name: "A", synopsis: "mine", tags: ["x", "m"], year: "1974" };
    const theirs = { name: "B", synopsis: "theirs", tags: ["x"], year: null };
    const { settled, conflicts, taken } = studio.merge(base, mine, theirs);
    assert.deepEqual(settled, { tags: ["x", "m"], year: "1974" });
    assert.deepEqual(conflicts, [{ field: "synopsis", mine: "mine", theirs: "theirs" }]);
    assert.deepEqual(taken, ["name"]);
  });

  test("the same change by both is no conflict", () => {
    const { settled, conflicts } = studio.merge({ name: "A" }, { name: "B" }, { name: "B" });
    assert.deepEqual([settled, conflicts], [{}, []]);
  });

  test("both keeps every word and repeats none", () => {
    assert.equal(studio.both("mine", "theirs"), "theirs mine");
    assert.equal(studio.both("a\nb", "c"), "c\n\na\nb");
    const [ada, bela, cem] = ["Ada", "Bela", "Cem"].map((name) => ({ role: "Music", name }));
    assert.deepEqual(studio.both([ada, bela], [bela, cem]), [bela, cem, ada]);
  });

  test("a filter finds words in any column, whatever their accents", () => {
    const filter = new studio.Filter(table);
    filter.replace(rows);
    const found = (words, chosen = {}) =>
      filter.shown({ words, sort: "name", chosen: new Map(Object.entries(chosen)) }).map(({ name }) => name);
    assert.deepEqual(found(""), ["Ça va", "reel 9", "reel 10"]);
    assert.deepEqual(found("ca FILM"), ["Ça va"]);
    assert.deepEqual(found("reel", { kind: "photo" }), ["reel 9"]);
    assert.deepEqual(filter.shown({ words: "", sort: "-size", chosen: new Map() }).map(({ size }) => size), [100, 20, 9]);
  });

  test("a table is copied so that nothing runs and nothing breaks", () => {
    const hostile = [{ name: '=HYPERLINK("x")', kind: 'say "a, b"', size: 1 }, { name: "two\nlines", kind: "-5", size: 2 }];
    assert.equal(
      studio.asText(table, ["Name", "Kind", "Size"], hostile, "csv"),
      'Name,Kind,Size\r\n"\'=HYPERLINK(""x"")","say ""a, b""",1 B\r\n"two\nlines",-5,2 B',
    );
    assert.equal(studio.asText(table, ["Name", "Kind", "Size"], hostile.slice(1), "tsv"), "Name\tKind\tSize\r\ntwo lines\t-5\t2 B");
  });

  test("two people correct subtitles: different lines both stand, the same line is for a person", () => {
    const line = (second, text) => ({ start_ms: second * 1000, end_ms: second * 1000 + 900, text, settings: "" });
    const [a, b, c] = [line(1, "a"), line(2, "b"), line(3, "c")];
    const theirs = [a, line(2, "theirs"), line(4, "new")];
    const mine = [{ was: a, now: line(1, "mine too") }, { was: b, now: line(2, "mine") }, { was: c, now: null }, { was: null, now: line(5, "added") }];
    const { changes, conflicts } = studio.rebase(mine, theirs);
    assert.deepEqual(conflicts.map((one) => [one.mine?.text, one.theirs?.text]), [["mine", "theirs"]]);
    conflicts[0].decide(line(2, "theirs mine"));
    assert.deepEqual(changes.map(({ was, now }) => [was?.text ?? null, now?.text ?? null]), [
      ["a", "mine too"],
      ["theirs", "theirs mine"],
      ["new", "new"],
      [null, "added"],
    ]);
  });

  test("a line that they took away and I changed is not lost without a word", () => {
    const was = { start_ms: 0, end_ms: 900, text: "a", settings: "" };
    const now = { ...was, text: "mine" };
    const { changes, conflicts } = studio.rebase([{ was, now }], []);
    assert.equal(conflicts.length, 1);
    conflicts[0].decide(conflicts[0].mine);
    assert.deepEqual(changes, [{ was: null, now }]);
  });

  test("places in a film are read as people write them", () => {
    assert.equal(studio.readPlace("1:02:03.4"), 3_723_400);
    assert.equal(studio.readPlace("0:08,250"), 8_250);
    assert.equal(studio.readPlace("62.5"), 62_500);
    assert.equal(studio.readPlace("a:b"), null);
    assert.equal(studio.place(3_723_400), "1:02:03.400");
  });

  test("browsers are called by the names that people know", () => {
    assert.equal(studio.browserName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox on Linux");
    assert.equal(studio.browserName("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15"), "Safari on macOS");
    assert.equal(studio.browserName("curl/8.5.0"), "curl/8.5.0");
  });

  test("a speed is that of the last seconds", () => {
    const pace = new studio.Pace();
    for (let second = 0; second <= 20; second++) pace.note(second < 10 ? second * 100 : 1000 + (second - 10) * 1000, second * 1000);
    assert.equal(pace.perSecond, 1000);
    pace.note(0, 21_000);
    assert.equal(pace.perSecond, 0);
  });

  test("sizes and times left are short", () => {
    assert.equal(studio.bytes(999).replace("\u00a0", " "), "999 B");
    assert.equal(studio.bytes(3_250_000_000).replace("\u00a0", " "), "3.3 GB");
    assert.equal(studio.timeLeft(61_000), "1:01");
  });
});

// Builds what the pages load: web/dist/* with names made of content hashes, and dist/manifest.json
// that says which name stands for which file. The same input gives the same bytes.
//
//   node build.mjs           build into dist/
//   node build.mjs --watch   build again whenever a source changes

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
const browsers = ["chrome109", "edge109", "firefox115", "safari16.4"];

// Shaka's builds come as one large function inside another. A browser reads such a body once per wrapping before it
// runs it; as a plain module the same code starts four times sooner, and the first picture with it.
const unwrapShaka = {
  name: "unwrap-shaka",
  setup({ onLoad }) {
    onLoad({ filter: /shaka-player\.(dash|hls)-es2021\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      const opening = "(function(window,global,module){";
      const closing = "}).call(exportTo,innerGlobal,innerGlobal,undefined);";
      const from = text.indexOf(opening);
      const to = text.lastIndexOf(closing);
      const body = text.slice(from + opening.length, to);
      if (from < 0 || to < 0 || body.split("this||self").length !== 2) {
        throw new Error(`${path.basename(file)} is wrapped in another way than this build knows`);
      }
      const contents = `const exportTo={};${body.replace("this||self", "exportTo")};export default exportTo.shaka;`;
      return { contents, loader: "js" };
    });
  },
};

// Code and styles run through esbuild together, so that a font named by both styles is one file.
const settings = {
  absWorkingDir: here,
  entryPoints: {
    player: "src/player.ts",
    site: "src/site.ts",
    night: "src/night.ts",
    notebook: "src/notebook.ts",
    studio: "src/studio.ts",
    "site-style": "styles/site.css",
    "player-style": "styles/player.css",
    "studio-style": "styles/studio.css",
  },
  outdir: "dist",
  write: false,
  bundle: true,
  splitting: true,
  format: "esm",
  target: browsers,
  minify: true,
  charset: "utf8",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  plugins: [unwrapShaka],
  legalComments: "eof",
  metafile: true,
  logLevel: "warning",
};

// The names that templates use, by the source a file was built from.
const publicNames = new Map([
  ["src/player.ts", "player.js"],
  ["src/site.ts", "site.js"],
  ["src/night.ts", "night.js"],
  ["styles/site.css", "site.css"],
  ["styles/player.css", "player.css"],
  ["src/notebook.ts", "notebook.js"],
  ["src/studio.ts", "studio.js"],
  ["styles/studio.css", "studio.css"],
  ["src/playback/shaka_dash.ts", "shaka-dash.js"],
  ["src/playback/shaka_hls.ts", "shaka-hls.js"],
]);

// Fonts that a page shows before the fold: templates may preload exactly these two.
const publicFonts = new Map([
  ["league-gothic-latin-400-normal.woff2", "display.woff2"],
  ["source-serif-4-latin-400-normal.woff2", "book.woff2"],
]);

// Packages whose bytes end up in dist, so that their licence texts do too.
const shipped = ["shaka-player", "@fontsource/league-gothic", "@fontsource/source-serif-4"];

async function build() {
  const result = await esbuild.build(settings);
  const files = new Map();
  const manifest = {};

  for (const file of result.outputFiles) files.set(path.basename(file.path), file.contents);
  for (const [output, about] of Object.entries(result.metafile.outputs)) {
    const name = path.basename(output);
    const entry = publicNames.get(about.entryPoint ?? "");
    if (entry) manifest[entry] = name;
    for (const input of Object.keys(about.inputs)) {
      const font = publicFonts.get(path.basename(input));
      if (font && output.endsWith(".woff2")) manifest[font] = name;
    }
  }

  for (const icon of (await readdir(path.join(here, "icons"))).sort()) {
    addHashed(files, manifest, icon, await readFile(path.join(here, "icons", icon)));
  }
  addHashed(files, manifest, "licences.txt", Buffer.from(await licences()));

  for (const name of [...publicNames.values(), ...publicFonts.values()]) {
    if (!manifest[name]) throw new Error(`the build made no ${name}`);
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  files.set("manifest.json", Buffer.from(`${JSON.stringify(sorted, null, 2)}\n`));

  await addCompressed(files);
  await replaceDist(files);
  return files;
}

function addHashed(files, manifest, name, bytes) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  manifest[name] = `${stem}-${hash}${ext}`;
  files.set(manifest[name], bytes);
}

async function licences() {
  const parts = [];
  for (const name of shipped) {
    const folder = path.join(here, "node_modules", name);
    const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const text = await readFile(path.join(folder, "LICENSE"), "utf8");
    parts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${"-".repeat(72)}\n\n`);
}

// A .br and a .gz beside every text, so that the server compresses nothing while it serves.
async function addCompressed(files) {
  const texts = [...files].filter(([name]) => /\.(js|css|svg|txt)$/.test(name));
  await Promise.all(
    texts.map(async ([name, bytes]) => {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 10,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      };
      files.set(`${name}.br`, await promisify(brotliCompress)(bytes, { params }));
      files.set(`${name}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }),
  );
}

// Written beside and renamed, so that a build that is killed leaves the old dist or the new one.
async function replaceDist(files) {
  const next = `${dist}.next`;
  const old = `${dist}.old`;
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true });
  await Promise.all([...files].map(([name, bytes]) => writeFile(path.join(next, name), bytes)));
  await rm(old, { recursive: true, force: true });
  await rename(dist, old).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(next, dist);
  await rm(old, { recursive: true, force: true });
}

async function watch() {
  const { watch: watchFolder } = await import("node:fs");
  let waiting = null;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => build().then(report, (error) => console.error(error.message)), 80);
  };
  for (const folder of ["src", "styles", "icons"]) {
    watchFolder(path.join(here, folder), { recursive: true }, again);
  }
}

function report(files) {
  const bytes = [...files].reduce((sum, [name, { length }]) => sum + (/\.(br|gz)$/.test(name) ? 0 : length), 0);
  console.error(`web: ${files.size} files, ${Math.round(bytes / 1024)} kB in dist/`);
}

report(await build());
if (process.argv.includes("--watch")) await watch();

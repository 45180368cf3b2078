// A real house for the tests: founded, given one film, and served, by the program itself.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeFilm } from "./film.mjs";
import { makeFolder, servant, within } from "./servant.mjs";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const program = path.resolve(process.env.MARQUEE_BIN ?? process.env.MARQUEE ?? path.join(repository, "target/release/marquee"));
const engine = path.resolve(process.env.MARQUEE_ENGINE ?? path.join(repository, ".engine"));

export const ffmpeg = path.join(engine, "ffmpeg");

export const title = "Flash & “Click”";

export async function openHouse() {
  for (const needed of [program, path.join(engine, "ffmpeg")]) {
    if (!existsSync(needed)) throw new Error(`the browser tests need ${needed}; run \`make build\` first`);
  }
  const { folder, remove } = makeFolder();
  const marquee = within(folder, program, "--version");
  const engineFolder = ["ffmpeg", "ffprobe"].map((name) => within(folder, path.join(engine, name), "-version"))[0];
  const house = path.join(folder, "house");
  const env = { ...process.env, MARQUEE_ENGINE: path.dirname(engineFolder), HOME: folder, NO_COLOR: "1" };

  const say = async (...words) => {
    try {
      const options = { ...servant, env, timeout: 150_000, cwd: folder };
      return (await promisify(execFile)(marquee, ["--house", house, ...words], options)).stdout.trim();
    } catch (error) {
      throw new Error(`marquee ${words.join(" ")}: ${error.message}\n${error.stdout}\n${error.stderr}`);
    }
  };

  await say("init", house);
  const film = makeFilm(path.join(engine, "ffmpeg"), folder);
  const published = await say("publish", film, "--title", title, "--synopsis", "A light and a sound, together.", "--effort", "quick", "--wait");
  const slug = /\/title\/([^/\s]+)/.exec(published)?.[1];
  if (!slug) throw new Error(`publish printed no address of a page: ${published}`);

  const serve = async (listen) => {
    const server = spawn(marquee, ["--house", house, "serve", "--listen", listen], {
      ...servant,
      env,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const gone = new Promise((resolve) => server.once("exit", resolve));
    return { server, gone, address: await opened(server, gone) };
  };
  let serving = await serve("127.0.0.1:0");
  const { address } = serving;

  return {
    address,
    folder,
    slug,
    say,
    /** The path of a fresh login link for the team's side. */
    loginPath: async () => new URL(/https?:\/\/\S+\/studio\/enter\/\S+/.exec(await say("login"))[0]).pathname,
    /** As when the power goes; `meanwhile` happens before the house is opened again at the same address. */
    killAndServe: async (meanwhile = async () => {}) => {
      serving.server.kill("SIGKILL");
      await serving.gone;
      await meanwhile();
      serving = await serve(new URL(address).host);
    },
    close: async () => {
      serving.server.kill("SIGTERM");
      await serving.gone;
      remove();
    },
  };
}

/** The address that the house says it is open at. */
function opened(server, gone) {
  return new Promise((resolve, reject) => {
    let talk = "";
    server.stderr.on("data", (bytes) => {
      talk += bytes;
      const open = /is open at (http:\/\/\S+)/.exec(talk);
      if (open) resolve(new URL(open[1]).origin);
    });
    void gone.then(() => reject(new Error(`the house closed at once:\n${talk}`)));
  });
}

// Whoever runs the tests as root: servers and browsers then run as the user nobody.

import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";

const nobody = 65_534;

/** What spawn is given on top, so that the child may nothing that root may. */
export const servant = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** A folder that the servant owns and that is gone after the tests. */
export function makeFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "marquee-web-"));
  give(folder);
  chmodSync(folder, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function give(file) {
  if (servant.uid !== undefined) chownSync(file, servant.uid, servant.gid);
}

/** The program as the servant can start it: where it stands, or a copy where root's folders are closed to others. */
export function within(folder, program, ...proof) {
  if (spawnSync(program, proof, { ...servant, stdio: "ignore" }).status === 0) return program;
  const copy = path.join(folder, "programs", path.basename(program));
  cpSync(program, copy);
  chmodSync(path.dirname(copy), 0o755);
  chmodSync(copy, 0o755);
  const { status, stderr } = spawnSync(copy, proof, { ...servant, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} does not start: ${stderr}`);
  return copy;
}

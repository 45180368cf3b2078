// What can be had before the instant is had before it: the player's code and styles are no secret, and a sealed film's
// beginning is none without its key.

import { prepareSealed } from "../playback/sealed";

/** Milliseconds before the opening within which each page chooses its own moment. */
const within = 180_000;
const moment = 20_000 + Math.random() * (within - 20_000);
let isReady = false;

/** Asks once for the files that the film's page will need, which the room names in `data-ahead`. */
export function getReady(room: HTMLElement, millisLeft: number): void {
  if (isReady || millisLeft > moment) return;
  isReady = true;
  for (const address of room.dataset.ahead?.split(" ").filter(Boolean) ?? []) {
    const link = document.createElement("link");
    link.rel = address.endsWith(".css") ? "prefetch" : "modulepreload";
    link.href = address;
    document.head.append(link);
  }
  if (room.dataset.sealed) void prepareSealed(room.dataset.sealed);
}

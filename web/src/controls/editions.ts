import { readEditions, sameScene } from "../playback/editions";
import type { Choice } from "../playback/playback";
import type { Stage } from "./stage";

/** The cuts of the film, for a panel; one alone is no choice. */
export function editionChoices({ film }: Stage): Choice[] {
  return readEditions(film.editions).map(({ name, address, here }) => ({ id: address, label: name, chosen: here }));
}

/** Goes on in another cut, in the scene that is shown. */
export function chooseEdition({ film, video }: Stage, address: string): void {
  const editions = readEditions(film.editions);
  const here = editions.find((edition) => edition.here);
  const there = editions.find((edition) => edition.address === address);
  if (!there || there === here) return;
  const at = sameScene(here?.scenes ?? [], there.scenes, video.currentTime);
  location.assign(`${there.address}#at=${at.toFixed(3)}`);
}

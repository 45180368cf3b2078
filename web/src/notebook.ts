// The pages of a notebook, looked at closely. Without this script each page opens small by itself.

import { readLeaves } from "./notebook/leaf";
import { Reading } from "./notebook/reading";

const row = document.querySelector<HTMLElement>("[data-notebook]");
if (row) {
  const links = [...row.querySelectorAll<HTMLAnchorElement>(".leaf")];
  const reading = new Reading(readLeaves(links));
  links.forEach((link, place) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      reading.open(place);
    }),
  );
}

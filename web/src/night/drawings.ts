import type { Reaction } from "./voice";

// Drawn for this house on a grid of 24.
const drawings: Readonly<Record<Reaction, string>> = {
  heart: "M12 20.6 4.3 12.9a4.9 4.9 0 0 1 6.9-7l.8.8.8-.8a4.9 4.9 0 0 1 6.9 7z",
  bravo: "M12 2.8l2.8 5.9 6.4.8-4.7 4.4 1.2 6.4L12 17.2l-5.7 3.1 1.2-6.4-4.7-4.4 6.4-.8z",
  laugh: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM6.6 13a5.4 5.4 0 0 0 10.8 0zM8.6 8a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zm6.8 0a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8z",
  tear: "M12 2.6c3.7 4.8 6.2 8.3 6.2 11.6a6.2 6.2 0 0 1-12.4 0c0-3.3 2.5-6.8 6.2-11.6z",
  gasp: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 12.4a2.9 2.9 0 1 0 0 5.8 2.9 2.9 0 0 0 0-5.8zM8.6 7.2a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zm6.8 0a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8z",
};

const svg = "http://www.w3.org/2000/svg";

export function drawReaction(reaction: Reaction): SVGSVGElement {
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.classList.add("reaction", `is-${reaction}`);
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", drawings[reaction]);
  path.setAttribute("fill-rule", "evenodd");
  picture.append(path);
  return picture;
}

// Drawn for this player on a grid of 24; filled with the colour of the letters around them.

const drawings = {
  play: "M7 4.5v15L19.5 12z",
  pause: "M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z",
  again: "M12 5V1.5L6.5 6 12 10.5V7a5.5 5.5 0 1 1-5.5 5.5h-2A7.5 7.5 0 1 0 12 5z",
  back: "M12 5V1.5L6.5 6 12 10.5V7a5.5 5.5 0 1 1-5.5 5.5h-2A7.5 7.5 0 1 0 12 5z",
  ahead: "M12 5V1.5L17.5 6 12 10.5V7a5.5 5.5 0 1 0 5.5 5.5h2A7.5 7.5 0 1 1 12 5z",
  loud: "M3 9v6h4l5 4.5v-15L7 9zm11.5-.7v7.4a4.5 4.5 0 0 0 0-7.4zm0-4.3v2.1a6.5 6.5 0 0 1 0 11.8V20a8.5 8.5 0 0 0 0-16z",
  quiet: "M3 9v6h4l5 4.5v-15L7 9zm11.5-.7v7.4a4.5 4.5 0 0 0 0-7.4z",
  silent: "M3 9v6h4l5 4.5v-15L7 9zm12 .6L16.4 8.2 18.5 10.3 20.6 8.2 22 9.6 19.9 11.7 22 13.8 20.6 15.2 18.5 13.1 16.4 15.2 15 13.8 17.1 11.7z",
  words: "M3 5h18v14H3zm2 2v10h14V7zm1.5 4.5h7v1.7h-7zm8.5 0h2.5v1.7H15zm-8.5 3h3v1.7h-3zm4.5 0h6.5v1.7H11z",
  dials: "M4 6.2h8.2a2.9 2.9 0 0 1 5.6 0H20v1.7h-2.2a2.9 2.9 0 0 1-5.6 0H4zm0 9.9h2.2a2.9 2.9 0 0 1 5.6 0H20v1.7h-8.2a2.9 2.9 0 0 1-5.6 0H4z",
  moments: "M12 2.5l2.3 7.2 7.2 2.3-7.2 2.3L12 21.5l-2.3-7.2L2.5 12l7.2-2.3z",
  inset: "M3 5h18v14H3zm2 2v10h14V7zm6 4h7v5h-7z",
  widen: "M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z",
  narrow: "M8 4h2v6H4V8h4zm6 0h2v4h4v2h-6zM4 14h6v6H8v-4H4zm10 0h6v2h-4v4h-2z",
  leave: "M11 5l1.4 1.4L7.8 11H20v2H7.8l4.6 4.6L11 19l-7-7z",
  question: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm-1 11h2v2h-2zm1-9a3.2 3.2 0 0 1 1.7 5.9c-.5.3-.7.6-.7 1.1v.5h-2v-.7c0-1.1.6-1.9 1.5-2.5A1.2 1.2 0 1 0 10.8 10h-2A3.2 3.2 0 0 1 12 7z",
} as const;

export type IconName = keyof typeof drawings;

const svg = "http://www.w3.org/2000/svg";

export function icon(name: IconName): SVGSVGElement {
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS(svg, "path"));
  redraw(picture, name);
  return picture;
}

export function redraw(picture: SVGSVGElement, name: IconName): void {
  picture.firstElementChild?.setAttribute("d", drawings[name]);
}

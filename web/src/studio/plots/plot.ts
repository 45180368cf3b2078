// One line over time, drawn as SVG: an area, its newest value in large figures, and the same in a table for who does
// not see it or wants to copy it.

import { make, setText } from "../../controls/elements";
import { bytes, instant } from "../words";

export type Unit = "bytes" | "bytes_per_second" | "count" | "milliseconds" | "percent";

export interface Series {
  readonly name: string;
  readonly heading: string;
  readonly unit: Unit;
  /** Where the scale ends, when that is fixed: the size of a disk. */
  readonly limit?: number | null;
  readonly points: readonly (readonly [at: string, value: number])[];
}

const width = 320;
const height = 90;
const space = "http://www.w3.org/2000/svg";

export function drawPlot(place: HTMLElement, series: Series): void {
  const newest = series.points.at(-1);
  if (!place.firstChild) build(place, series);
  setText(part(place, ".plot-now"), newest ? valueSaid(newest[1], series.unit) : "no figures yet");
  const top = Math.max(series.limit ?? 0, ...series.points.map(([, value]) => value)) || 1;
  setText(part(place, ".plot-top"), series.points.length ? valueSaid(top, series.unit) : "");
  const { line, area } = path(series, top);
  part(place, ".plot-line").setAttribute("d", line);
  part(place, ".plot-area").setAttribute("d", area);
  const first = series.points[0];
  const span = first && newest && first !== newest ? `${instant(first[0])} to ${instant(newest[0])}` : "";
  setText(part(place, ".plot-span"), span || (newest ? `Since ${instant(newest[0])}` : ""));
  const details = place.querySelector("details");
  if (details?.open) fill(place, series);
  else details?.addEventListener("toggle", () => fill(place, series), { once: true });
}

function build(place: HTMLElement, { heading }: Series): void {
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");
  for (const name of ["plot-area", "plot-line"]) {
    const shape = document.createElementNS(space, "path");
    shape.setAttribute("class", name);
    drawing.append(shape);
  }
  place.append(
    make("figcaption", "", {}, make("span", "plot-heading", {}, heading), make("strong", "plot-now")),
    make("div", "plot-drawing", {}, make("span", "plot-top"), drawing),
    make("p", "plot-span"),
    make("details", "", {}, make("summary", "", {}, "Figures"), make("div", "sheet", { tabindex: 0, role: "region", "aria-label": `Figures: ${heading}` })),
  );
}

function path({ points }: Series, top: number): { line: string; area: string } {
  if (points.length === 0) return { line: "", area: "" };
  const times = points.map(([at]) => Date.parse(at));
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 1];
  const x = (time: number) => ((time - from) / (to - from)) * width;
  const y = (value: number) => height - 2 - (value / top) * (height - 4);
  // One figure is a level, not a rise.
  if (to === from) {
    const level = y(points.at(-1)?.[1] ?? 0).toFixed(1);
    return { line: `M0 ${level}L${width} ${level}`, area: `M0 ${level}L${width} ${level}L${width} ${height}L0 ${height}Z` };
  }
  const steps = points.map(([, value], at) => `${x(times[at] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`);
  const line = `M${steps.join("L")}`;
  return { line, area: `${line}L${width} ${height}L0 ${height}Z` };
}

function fill(place: HTMLElement, { heading, unit, points }: Series): void {
  const rows = points
    .slice(-120)
    .reverse()
    .map(([at, value]) => make("tr", "", {}, make("th", "", { scope: "row" }, make("time", "", { datetime: at }, instant(at))), make("td", "number", {}, valueSaid(value, unit))));
  const head = make("thead", "", {}, make("tr", "", {}, make("th", "", { scope: "col" }, "When"), make("th", "number", { scope: "col" }, heading)));
  place.querySelector(".sheet")?.replaceChildren(make("table", "", {}, head, make("tbody", "", {}, ...rows)));
}

function valueSaid(value: number, unit: Unit): string {
  switch (unit) {
    case "bytes":
      return bytes(value);
    case "bytes_per_second":
      return `${bytes(value)}/s`;
    case "milliseconds":
      return value >= 1000 ? `${(value / 1000).toFixed(2)}\u00a0s` : `${Math.round(value)}\u00a0ms`;
    case "percent":
      return `${value.toFixed(1)}\u00a0%`;
    case "count":
      return value.toLocaleString("en-GB", { maximumFractionDigits: 2 });
  }
}

function part(place: HTMLElement, selector: string): Element {
  const found = place.querySelector(selector);
  if (!found) throw new Error(`a plot without ${selector}`);
  return found;
}

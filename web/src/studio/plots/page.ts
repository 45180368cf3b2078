// Operations: small plots, each with its figures in a table behind it.

import { make, setText } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { drawPlot } from "./plot";
import { seriesOf, type Operations } from "./series";

const every = 15_000;

export function openPlots(root: HTMLElement): void {
  const trouble = make("p", "trouble", { role: "alert" });
  root.after(trouble);
  const places = new Map<string, HTMLElement>();
  const look = async () => {
    try {
      if (document.visibilityState === "visible") {
        const { body } = await ask<Operations>("GET", "/operations");
        for (const series of seriesOf(body)) {
          let place = places.get(series.name);
          if (!place) {
            place = make("figure", "plot");
            places.set(series.name, place);
            root.append(place);
          }
          drawPlot(place, series);
        }
        setText(trouble, "");
      }
    } catch (error) {
      setText(trouble, sentenceOf(error));
    }
    setTimeout(look, every);
  };
  void look();
}

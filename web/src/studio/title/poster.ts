// The poster: a frame of the film, found by scrubbing, or a picture of one's own.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { say } from "../toasts";
import { whenArrived } from "../upload/page";
import { place } from "../words";
import type { Picture } from "./picture";

export function openPoster(root: HTMLElement, title: string, picture: Picture | null): void {
  const trouble = root.querySelector<HTMLElement>("[data-trouble]");
  const doing = root.querySelector<HTMLElement>("[data-doing]");
  const choose = async (body: Readonly<Record<string, unknown>>, done: string) => {
    if (trouble) trouble.textContent = "";
    try {
      await ask("POST", `/titles/${title}/pictures`, { body });
      say(done);
      if (doing) doing.textContent = "The new poster is being made and stands here in a moment.";
      await follow(root, title);
      if (doing) doing.textContent = "";
    } catch (error) {
      if (trouble) trouble.textContent = sentenceOf(error);
    }
  };
  const take = root.querySelector<HTMLButtonElement>("[data-take-frame]");
  if (take && picture) {
    take.hidden = false;
    take.addEventListener("click", () => void choose({ at_ms: Math.round(picture.now) }, `The frame at ${place(picture.now)} becomes the poster`));
  }
  whenArrived(({ id, kind }) => {
    if (kind === "photo") void choose({ asset: id }, "The picture becomes the poster");
  });
}

/** The poster is made by a step; it is shown as soon as it is there. */
async function follow(root: HTMLElement, title: string): Promise<void> {
  const shown = root.querySelector<HTMLImageElement>("img[data-poster]");
  const before = shown?.getAttribute("src") ?? null;
  for (let look = 0; look < 60; look++) {
    const { body } = await ask<{ readonly poster: string | null }>("GET", `/titles/${title}`);
    if (body.poster && body.poster !== before) {
      const image = shown ?? make("img", "", { "data-poster": true, alt: "The poster" });
      image.src = body.poster;
      if (!shown) root.querySelector("[data-poster-place]")?.replaceChildren(image);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

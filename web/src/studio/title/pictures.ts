// Poster and stills: frames of the film, found by scrubbing, or pictures of one's own. Each is made by a step; it stands
// here as soon as it is there.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { question } from "../dialogs";
import { say } from "../toasts";
import { whenArrived } from "../upload/page";
import { place } from "../words";
import type { Picture } from "./picture";

interface Made {
  readonly key: string;
  /** A sheet of the seek bar has a record here. */
  readonly role: unknown;
  readonly width: number;
  readonly height: number;
  readonly address: string;
}

interface Job {
  readonly state: string;
  readonly reason: string | null;
}

type Role = "poster" | "still";

const becomes: Readonly<Record<Role, string>> = { poster: "becomes the poster", still: "becomes a still" };
const lookAgain = 500;

export function openPictures(root: HTMLElement, title: string, picture: Picture | null): void {
  const trouble = root.querySelector<HTMLElement>("[data-trouble]");
  const doing = root.querySelector<HTMLElement>("[data-doing]");
  const fail = (error: unknown) => {
    if (trouble) trouble.textContent = error === null ? "" : sentenceOf(error);
  };
  const show = async (fresh?: Role) => {
    const { body } = await ask<{ readonly items: readonly Made[] }>("GET", `/titles/${title}/pictures`);
    for (const { role, address } of body.items) if (role === fresh) await served(address);
    showPoster(root, body.items.find(({ role }) => role === "poster"));
    showStills(root, body.items.filter(({ role }) => role === "still"), remove);
  };
  const remove = async (still: Made) => {
    const sure = await question({
      heading: "Remove this still",
      verb: "Remove it",
      body: [make("p", "", {}, "It leaves the title’s page. The film and the photograph that it was made of stay; it can be taken again.")],
      accept: async () => {
        await ask("DELETE", `/titles/${title}/pictures/${still.key}`);
        await show();
      },
    });
    if (sure) say("The still is removed");
  };
  const choose = async (role: Role, from: Readonly<Record<string, unknown>>, what: string) => {
    fail(null);
    try {
      const { body } = await ask<{ readonly job: string }>("POST", `/titles/${title}/pictures`, { body: { role, ...from } });
      say(`${what} ${becomes[role]}`);
      if (doing) doing.textContent = "It is being made and stands here in a moment.";
      await made(body.job);
      await show(role);
    } catch (error) {
      fail(error);
    }
    if (doing) doing.textContent = "";
  };
  for (const take of root.querySelectorAll<HTMLButtonElement>("button[data-take]")) {
    if (!picture) continue;
    take.hidden = false;
    take.addEventListener("click", () => void choose(take.dataset.take as Role, { at_ms: Math.round(picture.now) }, `The frame at ${place(picture.now)}`));
  }
  whenArrived(({ id, kind, file_name }) => {
    const role = root.querySelector<HTMLSelectElement>("[data-picture-role]")?.value === "still" ? "still" : "poster";
    if (kind === "photo") void choose(role, { asset: id }, file_name);
  });
  void show().catch(fail);
}

/** Resolves when the step is done; what it fails by is the sentence. */
async function made(job: string): Promise<void> {
  for (;;) {
    const { body } = await ask<Job>("GET", `/jobs/${job}`);
    if (body.state === "done") return;
    if (body.state === "failed" || body.state === "cancelled" || body.state === "blocked") throw new Error(body.reason ?? "The picture could not be made.");
    await new Promise((resolve) => setTimeout(resolve, lookAgain));
  }
}

/** The door hears a moment later than the catalogue that there is a new picture. */
async function served(address: string): Promise<void> {
  for (let look = 0; look < 20; look++) {
    if ((await fetch(address, { cache: "reload" }).catch(() => null))?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function showPoster(root: HTMLElement, poster: Made | undefined): void {
  const place_ = root.querySelector<HTMLElement>("[data-poster-place]");
  if (!place_ || !poster) return;
  const shown = place_.querySelector("img");
  if (shown?.getAttribute("src") === poster.address) return;
  place_.replaceChildren(make("img", "", { src: poster.address, width: poster.width, height: poster.height, alt: "The poster", "data-poster": true }));
}

function showStills(root: HTMLElement, stills: readonly Made[], remove: (still: Made) => Promise<void>): void {
  const list = root.querySelector<HTMLElement>("[data-stills]");
  if (!list) return;
  list.replaceChildren(
    ...stills.map((still, at) => {
      const button = make("button", "small", { type: "button", "aria-label": `Remove still ${at + 1}`, title: "Remove this still" }, "×");
      button.addEventListener("click", () => void remove(still));
      return make("li", "", {}, make("img", "", { src: still.address, width: still.width, height: still.height, alt: `Still ${at + 1}`, loading: "lazy" }), button);
    }),
  );
  list.hidden = stills.length === 0;
}

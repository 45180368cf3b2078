// A better encode of the same film: the address of its page and its release stay.

import { ask, sentenceOf } from "../api";
import { question } from "../dialogs";
import { say } from "../toasts";
import { whenArrived } from "../upload/page";
import { make } from "../../controls/elements";

export function openReplacing(root: HTMLElement, title: string): void {
  const trouble = root.querySelector<HTMLElement>("[data-trouble]");
  const select = root.querySelector<HTMLSelectElement>("select");
  const button = root.querySelector<HTMLButtonElement>("[data-replace]");
  const replace = async (asset: string, name: string) => {
    if (trouble) trouble.textContent = "";
    const hasFilm = root.dataset.hasFilm !== undefined;
    const sure =
      !hasFilm ||
      (await question({
        heading: "Replace the film",
        verb: "Replace it",
        body: [make("p", "", {}, "The page, its address and its release stay. Viewers go on watching what is there until the new encode has passed its check; then they get ", make("bdi", "to-type", {}, name), ".")],
      }));
    if (!sure) return;
    try {
      await ask("POST", `/titles/${title}/masters`, { body: { asset } });
      say(hasFilm ? "The new encode is being made; the film stays open meanwhile" : "The film is being made ready");
      location.hash = "#work-under-way";
      location.reload();
    } catch (error) {
      if (trouble) trouble.textContent = sentenceOf(error);
    }
  };
  if (select && button) {
    button.hidden = false;
    button.addEventListener("click", () => select.value && void replace(select.value, select.selectedOptions[0]?.text ?? ""));
  }
  whenArrived(({ id, kind, file_name }) => {
    if (kind === "film") void replace(id, file_name);
  });
}

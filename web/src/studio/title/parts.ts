// What belongs to a title: added, put in order, taken out. The same rules hold as for its sheet.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { question } from "../dialogs";

export function openParts(root: HTMLElement, title: string): void {
  const trouble = root.querySelector<HTMLElement>("[data-trouble]");
  const rows = () => [...root.querySelectorAll<HTMLElement>("[data-part-id]")];
  const path = `/titles/${title}/parts`;

  const change = async (act: () => Promise<unknown>) => {
    if (trouble) trouble.textContent = "";
    try {
      await act();
      location.hash = "#parts";
      location.reload();
    } catch (error) {
      if (trouble) trouble.textContent = sentenceOf(error);
    }
  };
  const move = (row: HTMLElement, by: number) => {
    const order = rows().map((own) => own.dataset.partId ?? "");
    const at = order.indexOf(row.dataset.partId ?? "");
    const [taken] = order.splice(at, 1);
    if (taken) order.splice(at + by, 0, taken);
    return change(() => ask("PATCH", path, { body: { order } }));
  };
  const takeOut = async (row: HTMLElement) => {
    const name = row.dataset.name ?? "";
    const sure = await question({
      heading: "Take it out",
      verb: "Take it out",
      body: [make("p", "", {}, make("bdi", "to-type", {}, name), " leaves this title and the site. It stays in the house as a title by itself.")],
    });
    if (sure) await change(() => ask("DELETE", `${path}/${row.dataset.partId}`));
  };

  rows().forEach((row, place, all) => {
    const on = (selector: string, act: () => Promise<void>, useful = true) => {
      const button = row.querySelector<HTMLButtonElement>(selector);
      if (!button) return;
      button.hidden = false;
      button.disabled = !useful;
      button.addEventListener("click", () => void act());
    };
    on("[data-up]", () => move(row, -1), place > 0);
    on("[data-down]", () => move(row, 1), place < all.length - 1);
    on("[data-take-out]", () => takeOut(row));
  });

  const form = root.querySelector<HTMLFormElement>("form[data-add-part]");
  const kind = form?.querySelector<HTMLSelectElement>("select[name=kind]");
  if (!form || !kind) return;
  const look = () => {
    for (const field of form.querySelectorAll<HTMLElement>("[data-for]")) {
      field.hidden = !field.dataset.for?.split(" ").includes(kind.value);
    }
  };
  kind.addEventListener("change", look);
  look();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [word = "", extra] = kind.value.split(":");
    const given = new FormData(form);
    const number = (name: string) => {
      const text = given.get(name);
      return typeof text === "string" && text && !form.querySelector(`[name=${name}]`)?.closest("[hidden]") ? Number(text) : undefined;
    };
    const body = { name: given.get("name"), kind: word, extra, season: number("season"), number: number("number") };
    void change(() => ask("POST", path, { body }));
  });
}

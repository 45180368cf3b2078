import { make } from "../../controls/elements";
import { ask } from "../api";
import { question } from "../dialogs";
import { instant } from "../words";
import { door, mark } from "./cells";
import { openList } from "./list";

interface Title {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly year: string | null;
  readonly made: string;
  readonly standing: string;
  readonly opens: string | null;
}

const standings: Readonly<Record<string, readonly [mark: string, word: string]>> = {
  loose: ["quiet", "Not released"],
  draft: ["quiet", "Draft"],
  coming: ["soon", "Opens"],
  showing: ["open", "Showing"],
  closed: ["quiet", "Closed"],
  withdrawn: ["quiet", "Withdrawn"],
};

function standing({ standing: now, opens }: Title): string {
  const word = standings[now]?.[1] ?? now;
  return now === "coming" && opens ? `${word} ${instant(opens)}` : word;
}

export function openTitles(root: HTMLElement): void {
  openList<Title>(root, "/titles", {
    key: ({ id }) => id,
    noun: ["title", "titles"],
    sort: "-made",
    columns: [
      { id: "name", text: ({ name }) => name, show: ({ id, name }) => door(`/studio/titles/${id}`, name) },
      { id: "standing", text: standing, show: (title) => mark(standings[title.standing]?.[0] ?? "quiet", standing(title)) },
      { id: "year", text: ({ year }) => year ?? "" },
      { id: "made", text: ({ made }) => instant(made), order: ({ made }) => made },
    ],
  });
  const button = document.querySelector<HTMLButtonElement>("[data-new-title]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => void newTitle(""));
}

/** A name is all that a title needs; `asset` becomes its film. */
export async function newTitle(name: string, asset?: string): Promise<void> {
  const input = make("input", "", { type: "text", name: "name", value: name, required: true, dir: "auto", autocomplete: "off", maxlength: 300 });
  let id = "";
  const done = await question({
    heading: "A new title",
    verb: "Make the title",
    body: [make("label", "field", {}, make("span", "", {}, "Its name, as the audience will read it"), input)],
    accept: async () => {
      // Pressed again after the film was refused, it is still one title.
      id ||= (await ask<{ readonly id: string }>("POST", "/titles", { body: { name: input.value.trim() } })).body.id;
      if (asset) await ask("POST", `/titles/${id}/masters`, { body: { asset } });
    },
  });
  if (done) location.assign(`/studio/titles/${id}`);
}

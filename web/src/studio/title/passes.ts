// Personal links to a title before its night: made, listed, revoked, and the book of their uses.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { question, typedConfirmation } from "../dialogs";
import { mark, when } from "../lists/cells";
import { openList, type List } from "../lists/list";
import { showSecret } from "../lists/people";
import { complain } from "../toasts";
import { instant } from "../words";

interface Pass {
  readonly id: string;
  readonly kind: "screener" | "rehearsal";
  readonly name: string;
  readonly from: string;
  readonly until: string;
  readonly views: number | null;
  readonly revoked: string | null;
}

interface Use {
  readonly at: string;
  readonly what: "entered" | "began" | "refused";
  readonly origin: string;
  readonly browser: string;
}

const DEEDS: Readonly<Record<Use["what"], string>> = { entered: "Opened its page", began: "Began the film", refused: "Wanted to begin, none left" };

export function openPasses(root: HTMLElement, title: string): void {
  const sheet = root.querySelector<HTMLElement>("[data-sheet=passes]");
  if (!sheet) return;
  let list: List | null = null;
  const again = () => void list?.refresh();
  list = openList<Pass>(sheet, `/titles/${title}/passes`, {
    key: ({ id }) => id,
    noun: ["link", "links"],
    sort: "-until",
    columns: [
      { id: "name", text: ({ name }) => name },
      { id: "kind", text: ({ kind }) => (kind === "screener" ? "Screener" : "Rehearsal") },
      { id: "until", text: ({ until }) => instant(until), order: ({ until }) => until, show: ({ until }) => when(until) },
      { id: "views", text: ({ kind, views }) => (kind === "rehearsal" ? "" : views === null ? "any" : String(views)) },
      { id: "state", text: stateOf, show: (pass) => mark(holds(pass) ? "open" : "quiet", stateOf(pass)) },
      { id: "acts", text: stateOf, show: (pass) => acts(pass, again), acts: true },
    ],
  });
  opens(root, "[data-new-screener]", () => newScreener(title).then(again));
  opens(root, "[data-new-rehearsal]", () => newRehearsal(title).then(again));
}

function opens(root: HTMLElement, selector: string, open: () => Promise<void>): void {
  const button = root.querySelector<HTMLButtonElement>(selector);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => void open());
}

function holds(pass: Pass): boolean {
  return stateOf(pass) === "Holds";
}

function stateOf({ revoked, from, until }: Pass): string {
  const now = new Date();
  if (revoked) return "Revoked";
  if (new Date(until) <= now) return "Over";
  return now < new Date(from) ? "To come" : "Holds";
}

function acts(pass: Pass, again: () => void): Node {
  const buttons = make("span", "row-acts");
  const book = make("button", "small", { type: "button", "aria-label": `Uses of the link for ${pass.name}` }, "Uses");
  book.addEventListener("click", () => void showUses(pass).catch((error: unknown) => complain(sentenceOf(error))));
  buttons.append(book);
  if (holds(pass)) {
    const button = make("button", "small", { type: "button", "aria-label": `Revoke the link for ${pass.name}` }, "Revoke");
    button.addEventListener("click", () => {
      void typedConfirmation({
        heading: "Revoke this link",
        words: "Its holder gets no further segment from this moment. A new link can be made at any time.",
        type: pass.name,
        verb: "Revoke it",
        accept: async () => {
          await ask("DELETE", `/passes/${pass.id}`, { etag: "*" });
          again();
        },
      });
    });
    buttons.append(" ", button);
  }
  return buttons;
}

async function showUses(pass: Pass): Promise<void> {
  const { body } = await ask<{ readonly items: readonly Use[] }>("GET", `/passes/${pass.id}/uses`);
  const lines = body.items.map(({ at, what, origin, browser }) =>
    make("tr", "", {}, make("td", "", {}, when(at)), make("td", "", {}, DEEDS[what]), make("td", "", {}, origin), make("td", "", {}, browser)),
  );
  await question({
    heading: `Uses of the link for ${pass.name}`,
    verb: "Close",
    back: null,
    wide: true,
    body: lines.length === 0
      ? [make("p", "", {}, "It was not used yet.")]
      : [make("div", "sheet", {}, make("table", "", {}, make("tbody", "", {}, ...lines)))],
  });
}

async function newScreener(title: string): Promise<void> {
  const name = make("input", "", { type: "text", required: true, maxlength: 100, autocomplete: "off", dir: "auto" });
  const until = make("input", "", { type: "datetime-local" });
  const views = make("input", "", { type: "number", min: 1, max: 1000, inputmode: "numeric" });
  await offer(title, "A link for a screener", [
    make("label", "field", {}, make("span", "", {}, "Whom it is for"), name, make("small", "", {}, "The name stands on the picture")),
    make("label", "field", {}, make("span", "", {}, "Until"), until, make("small", "", {}, "Blank: for fourteen days")),
    make("label", "field", {}, make("span", "", {}, "How often the film may be begun"), views, make("small", "", {}, "Blank: as often as wanted")),
  ], () => ({
    kind: "screener",
    name: name.value.trim(),
    ...(until.value && { until: new Date(until.value).toISOString() }),
    ...(views.value && { views: Number(views.value) }),
  }));
}

async function newRehearsal(title: string): Promise<void> {
  const wait = make("input", "", { type: "number", min: 0, max: 86400, value: "120", inputmode: "numeric", required: true });
  await offer(title, "Rehearse the night", [
    make("p", "", {}, "Everybody who opens the link sees the waiting room, the opening and the film, for a day. The public sees nothing of it."),
    make("label", "field", {}, make("span", "", {}, "Seconds until the film opens in it"), wait),
  ], () => ({ kind: "rehearsal", name: "The team", begins_in: Number(wait.value) }));
}

async function offer(title: string, heading: string, body: readonly Node[], asked: () => object): Promise<void> {
  let link = "";
  const done = await question({
    heading,
    verb: "Make the link",
    body,
    accept: async () => {
      const answer = await ask<{ readonly link: string }>("POST", `/titles/${title}/passes`, { body: asked() });
      link = answer.body.link;
    },
  });
  if (done && link) await showSecret("The link", link, "Hand it over by a way that you trust: it is shown only now.");
}

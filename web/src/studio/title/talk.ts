// What is said in a title's showing, as the team follows it: lines are taken away, speakers hushed, the chat closed.

import { make, setText } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { mark, when } from "../lists/cells";
import { openSheet } from "../table/sheet";
import { complain } from "../toasts";
import { instant } from "../words";

interface Line {
  readonly id: string;
  readonly said: string;
  readonly by: string;
  readonly text: string;
  /** The same for all lines that came from one place. */
  readonly speaker: string | null;
  readonly hushed: boolean;
}

interface Showing {
  readonly begins: string | null;
  readonly quiet: boolean;
  readonly lines: readonly Line[];
}

/** Milliseconds between two looks, while anybody looks at the page. */
const lookAgain = 2000;

export function openTalk(root: HTMLElement, title: string): void {
  const place = root.querySelector<HTMLElement>("[data-sheet=talk]");
  const state = root.querySelector<HTMLElement>("[data-talk-state]");
  const button = root.querySelector<HTMLButtonElement>("[data-quiet]");
  if (!place || !state || !button) return;
  const path = `/titles/${title}/showing`;
  let showing: Showing | null = null;

  const sheet = openSheet<Line>(place, {
    key: ({ id, hushed }) => `${id} ${hushed}`,
    noun: ["line", "lines"],
    sort: "-said",
    columns: [
      { id: "said", text: ({ said }) => instant(said), order: ({ said }) => said, show: ({ said }) => when(said) },
      { id: "by", text: ({ by }) => by },
      { id: "text", text: ({ text }) => text },
      { id: "speaker", text: called, show: (line) => (line.hushed ? mark("quiet", `${called(line)}, hushed`) : document.createTextNode(called(line))) },
      { id: "acts", text: () => "", show: acts, acts: true },
    ],
  });

  const look = async () => {
    const { body } = await ask<Showing>("GET", path);
    const before = showing;
    showing = body;
    // What has not changed is left as it stands: somebody may be on one of its buttons.
    if (JSON.stringify(before) === JSON.stringify(body)) return;
    sheet.replace(body.lines);
    setText(state, body.quiet ? "The chat is closed: nobody can say anything." : "The chat is open while the showing lasts.");
    setText(button, body.quiet ? "Open the chat" : "Close the chat");
    button.hidden = false;
  };
  const change = async (method: string, rest: string, body?: object) => {
    try {
      await ask(method, path + rest, body ? { body } : {});
      await look();
    } catch (error) {
      complain(sentenceOf(error));
    }
  };

  function acts(line: Line): Node {
    const { id, by, text, speaker, hushed } = line;
    const remove = make("button", "small", { type: "button", "aria-label": `Take away: ${by}: ${text}` }, "Take away");
    remove.addEventListener("click", () => void change("DELETE", `/lines/${id}`));
    const both = make("span", "row-acts", {}, remove);
    if (!speaker) return both;
    const words = hushed ? "Let speak" : "Hush";
    const hush = make("button", "small", { type: "button", "aria-label": `${words}: ${called(line)}` }, words);
    hush.addEventListener("click", () => void change(hushed ? "DELETE" : "PUT", `/hushed/${speaker}`));
    both.append(" ", hush);
    return both;
  }

  button.addEventListener("click", () => {
    if (showing) void change("PUT", "", { begins: showing.begins, quiet: !showing.quiet });
  });
  const follow = async () => {
    // The house may be away for a moment; what was heard stands until it is back.
    if (!document.hidden) await look().catch(() => {});
    setTimeout(() => void follow(), lookAgain);
  };
  void follow();
}

/** A speaker's name here is the beginning of the word by which the house knows them. */
function called({ speaker }: Line): string {
  return speaker ? speaker.slice(0, 6) : "";
}

// Keys for programs.

import { make } from "../../controls/elements";
import { ask } from "../api";
import { question, typedConfirmation } from "../dialogs";
import { instant } from "../words";
import { mark, when } from "./cells";
import { openList, type List } from "./list";
import { showSecret } from "./people";

interface Token {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly made: string;
  readonly expires: string | null;
  readonly used: string | null;
}

export function openTokens(root: HTMLElement): void {
  let list: List | null = null;
  const again = () => void list?.refresh();
  list = openList<Token>(root, "/tokens", {
    key: ({ id }) => id,
    noun: ["token", "tokens"],
    sort: "-made",
    columns: [
      { id: "name", text: ({ name }) => name },
      { id: "scopes", text: ({ scopes }) => scopes.join(", ") },
      { id: "made", text: ({ made }) => instant(made), order: ({ made }) => made, show: ({ made }) => when(made) },
      { id: "used", text: ({ used }) => (used ? instant(used) : "never"), order: ({ used }) => used ?? "" },
      { id: "state", text: tokenState, show: (token) => mark(tokenState(token) === "Open" ? "open" : "quiet", tokenState(token)) },
      { id: "acts", text: tokenState, show: (token) => revoke(token, again), acts: true },
    ],
  });
  const button = document.querySelector<HTMLButtonElement>("[data-new-token]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => void newToken().then(again));
}

function tokenState({ expires }: Token): string {
  return expires && new Date(expires) < new Date() ? "Ran out" : "Open";
}

function revoke(token: Token, again: () => void): Node {
  if (tokenState(token) !== "Open") return document.createTextNode("");
  const button = make("button", "small", { type: "button", "aria-label": `Revoke ${token.name}` }, "Revoke");
  button.addEventListener("click", () => {
    void typedConfirmation({
      heading: "Revoke this token",
      words: "Programs that use it are refused from now on. It cannot be given back.",
      type: token.name,
      verb: "Revoke it",
      accept: async () => {
        await ask("DELETE", `/tokens/${token.id}`, { etag: "*" });
        again();
      },
    });
  });
  return button;
}

async function newToken(): Promise<void> {
  const name = make("input", "", { type: "text", required: true, maxlength: 100, autocomplete: "off", dir: "auto" });
  const scopes = (["read", "write", "manage"] as const).map((scope) => make("input", "", { type: "checkbox", value: scope, checked: scope === "read" }));
  let secret = "";
  const done = await question({
    heading: "A token for a program",
    verb: "Make the token",
    body: [
      make("label", "field", {}, make("span", "", {}, "What it is for"), name),
      make("fieldset", "", {}, make("legend", "", {}, "What it may"), ...scopes.map((box) => make("label", "check", {}, box, ` ${box.value} `))),
    ],
    accept: async () => {
      const chosen = scopes.filter(({ checked }) => checked).map(({ value }) => value);
      const { body } = await ask<{ readonly token: string }>("POST", "/tokens", { body: { name: name.value.trim(), scopes: chosen } });
      secret = body.token;
    },
  });
  if (done && secret) await showSecret("The token", secret, "Keep it where the program finds it: it is shown only now.");
}

// Accounts of the house: who may do what, and who is invited.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { question, typedConfirmation } from "../dialogs";
import { toClipboard } from "../table/copying";
import { complain, say } from "../toasts";
import { instant } from "../words";
import { mark, when } from "./cells";
import { openList, type List } from "./list";

interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly made: string;
  readonly disabled: string | null;
}

const roles = ["viewer", "editor", "owner"] as const;
const meaning: Readonly<Record<string, string>> = {
  viewer: "sees drafts",
  editor: "sees and edits: titles, uploads, jobs, releases",
  owner: "manages the house too: people, tokens, settings",
};

export function openPeople(root: HTMLElement): void {
  let list: List | null = null;
  const again = () => void list?.refresh();
  list = openList<Account>(root, "/accounts", {
    key: ({ id }) => id,
    noun: ["person", "people"],
    sort: "name",
    columns: [
      { id: "name", text: ({ name }) => name },
      { id: "email", text: ({ email }) => email },
      { id: "role", text: ({ role }) => role, show: (account) => roleChoice(account, again), choice: true },
      { id: "state", text: ({ disabled }) => (disabled ? "Closed" : "Open"), show: ({ disabled }) => mark(disabled ? "quiet" : "open", disabled ? "Closed" : "Open") },
      { id: "made", text: ({ made }) => instant(made), order: ({ made }) => made, show: ({ made }) => when(made) },
      { id: "acts", text: ({ disabled }) => String(disabled), show: (account) => acts(account, again), acts: true },
    ],
  });
  const invite = document.querySelector<HTMLButtonElement>("[data-invite]");
  if (invite) {
    invite.hidden = false;
    invite.addEventListener("click", () => void askForInvitation());
  }
}

function roleChoice(account: Account, again: () => void): HTMLElement {
  const select = make("select", "", { "aria-label": `Role of ${account.name}` }, ...roles.map((role) => make("option", "", { value: role, selected: role === account.role }, role)));
  select.addEventListener("change", () => void change(account, { role: select.value }, `${account.name} is ${select.value} now`, again, { role: account.role }));
  return select;
}

function acts(account: Account, again: () => void): HTMLElement {
  const button = make("button", "small", { type: "button", "aria-label": `${account.disabled ? "Open again" : "Close"}: ${account.name}` }, account.disabled ? "Open again" : "Close");
  button.addEventListener("click", () => {
    if (account.disabled) {
      void change(account, { disabled: false }, `${account.name} can log in again`, again, { disabled: true });
      return;
    }
    void typedConfirmation({
      heading: "Close this account",
      words: "Every visit of this account ends now, and its tokens stop working. Its name stays in the log; it can be opened again.",
      type: account.email,
      verb: "Close it",
      accept: async () => {
        await patch(account, { disabled: true });
        again();
      },
    });
  });
  const reset = make("button", "small", { type: "button", "aria-label": `New password: a link for ${account.name}` }, "New password");
  reset.addEventListener("click", () => void newPassword(account));
  return make("span", "row-acts", {}, ...(account.disabled ? [] : [reset]), button);
}

async function newPassword(account: Account): Promise<void> {
  try {
    const { body } = await ask<Link>("POST", `/accounts/${account.id}/reset`);
    if (body.link) await showSecret("A link for a new password", body.link, `Give it to ${account.name} by a way that you trust. It works once, and is shown only now.`);
    else say(`The link is on its way to ${account.email}`);
  } catch (error) {
    complain(sentenceOf(error));
  }
}

type Change = Readonly<Record<string, unknown>>;

async function patch(account: Account, change: Change): Promise<void> {
  const { etag } = await ask("GET", `/accounts/${account.id}`);
  await ask("PATCH", `/accounts/${account.id}`, { body: change, etag });
}

async function change(account: Account, body: Change, done: string, again: () => void, back: Change): Promise<void> {
  try {
    await patch(account, body);
    say(done, { label: "Take back", act: () => change(account, back, "Taken back", again, body) });
  } catch (error) {
    complain(sentenceOf(error));
  }
  again();
}

/** The link itself is there only when the house could not mail it. */
interface Link {
  readonly id: string;
  readonly email: string | null;
  readonly role: string | null;
  readonly made: string;
  readonly expires: string;
  readonly link: string | null;
}

/** Invitations that nobody has answered yet. */
export function openInvitations(root: HTMLElement): void {
  let list: List | null = null;
  const again = () => void list?.refresh();
  list = openList<Link>(root, "/invitations", {
    key: ({ id }) => id,
    noun: ["invitation", "invitations"],
    columns: [
      { id: "email", text: ({ email }) => email ?? "" },
      { id: "role", text: ({ role }) => role ?? "" },
      { id: "expires", text: ({ expires }) => instant(expires), order: ({ expires }) => expires, show: ({ expires }) => when(expires) },
      { id: "acts", text: ({ id }) => id, show: (link) => takeBack(link, again), acts: true },
    ],
  });
  invited = again;
}

let invited = () => {};

function takeBack({ id, email }: Link, again: () => void): HTMLElement {
  const button = make("button", "small", { type: "button", "aria-label": `Take back the invitation of ${email ?? "somebody"}` }, "Take back");
  button.addEventListener("click", async () => {
    try {
      await ask("DELETE", `/invitations/${id}`);
      say("The invitation opens nothing any more");
    } catch (error) {
      complain(sentenceOf(error));
    }
    again();
  });
  return button;
}

async function askForInvitation(): Promise<void> {
  const email = make("input", "", { type: "email", required: true, autocomplete: "off", maxlength: 254 });
  const role = make("select", "", {}, ...roles.map((name) => make("option", "", { value: name, selected: name === "editor" }, `${name}: ${meaning[name]}`)));
  let link: string | null = null;
  const done = await question({
    heading: "Invite somebody",
    verb: "Make the invitation",
    body: [make("label", "field", {}, make("span", "", {}, "E-mail address"), email), make("label", "field", {}, make("span", "", {}, "Role"), role)],
    accept: async () => {
      const { body } = await ask<Link>("POST", "/invitations", { body: { email: email.value.trim(), role: role.value } });
      link = body.link;
    },
  });
  if (!done) return;
  invited();
  if (link === null) say(`The invitation is on its way to ${email.value}`);
  else await showSecret("The invitation", link, "Send this link to the person yourself. It works once, and is shown only now.");
}

/** A link or token that the house shows once. */
export async function showSecret(heading: string, secret: string, words: string): Promise<void> {
  const shown = make("input", "", { type: "text", readonly: true, value: secret, "aria-label": heading });
  shown.addEventListener("focus", () => shown.select());
  await question({
    heading,
    verb: "Copy it",
    back: "Close",
    body: [make("p", "", {}, words), shown],
    accept: async () => {
      if (!(await toClipboard(secret))) return "The browser did not let it be copied: select it and press Ctrl C.";
      say("Copied");
      return null;
    },
  });
}

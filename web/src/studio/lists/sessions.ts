// One's own account: the browsers it is logged in with, and its password.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { question } from "../dialogs";
import { complain, say } from "../toasts";
import { instant } from "../words";
import { mark, when } from "./cells";
import { openList, type List } from "./list";

interface Visit {
  readonly id: string;
  readonly browser: string;
  readonly made: string;
  readonly seen: string;
  /** It is the one that asks. */
  readonly this: boolean;
}

export function openSessions(root: HTMLElement): void {
  let list: List | null = null;
  const again = () => void list?.refresh();
  list = openList<Visit>(root, "/sessions", {
    key: ({ id }) => id,
    noun: ["visit", "visits"],
    sort: "-seen",
    columns: [
      { id: "browser", text: ({ browser }) => browserName(browser) },
      { id: "made", text: ({ made }) => instant(made), order: ({ made }) => made, show: ({ made }) => when(made) },
      { id: "seen", text: ({ seen }) => instant(seen), order: ({ seen }) => seen, show: ({ seen }) => when(seen) },
      { id: "acts", text: (visit) => String(visit.this), show: (visit) => (visit.this ? mark("open", "This one") : end(visit, again)), acts: true },
    ],
  });
  const button = document.querySelector<HTMLButtonElement>("[data-new-password]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => void newPassword());
}

/** "Firefox on Linux" for what a browser calls itself; as it says it when it is none of these. */
export function browserName(said: string): string {
  const find = (names: readonly (readonly [sign: RegExp, name: string])[]) => names.find(([sign]) => sign.test(said))?.[1];
  const browser = find([
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\/|FxiOS\//, "Firefox"],
    [/Chrom(e|ium)\/|CriOS\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = find([
    [/iPhone|iPad/, "iOS"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS/, "macOS"],
    [/CrOS/, "ChromeOS"],
    [/Linux|X11/, "Linux"],
  ]);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return said || "A browser that does not say its name";
}

function end(visit: Visit, again: () => void): HTMLElement {
  const button = make("button", "small", { type: "button", "aria-label": `End the visit since ${instant(visit.made)}` }, "End");
  button.addEventListener("click", async () => {
    try {
      await ask("DELETE", `/sessions/${visit.id}`);
      say("That visit has ended");
    } catch (error) {
      complain(sentenceOf(error));
    }
    again();
  });
  return button;
}

async function newPassword(): Promise<void> {
  const input = (autocomplete: "current-password" | "new-password") => make("input", "", { type: "password", required: true, autocomplete });
  const [old, fresh] = [input("current-password"), input("new-password")];
  const done = await question({
    heading: "Change your password",
    verb: "Change it",
    body: [
      make("p", "", {}, "Every visit of your account ends, this one too: you log in again with the new password."),
      make("label", "field", {}, make("span", "", {}, "The password until now"), old),
      make("label", "field", {}, make("span", "", {}, "The new one"), fresh),
    ],
    accept: async () => {
      await ask("POST", "/session/password", { body: { old: old.value, new: fresh.value } });
    },
  });
  if (done) location.assign("/studio/login?to=/studio/house");
}

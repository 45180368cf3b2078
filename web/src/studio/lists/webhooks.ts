// Addresses that are told what happens.

import { make } from "../../controls/elements";
import { ask, sentenceOf, type Page } from "../api";
import { question } from "../dialogs";
import { complain, say } from "../toasts";
import { mark, when } from "./cells";
import { openList, type List } from "./list";
import { showSecret } from "./people";

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly paused: boolean;
  readonly made: string;
}

export function openWebhooks(root: HTMLElement): void {
  let list: List | null = null;
  const again = () => void list?.refresh();
  list = openList<Webhook>(root, "/webhooks", {
    key: ({ id }) => id,
    noun: ["webhook", "webhooks"],
    columns: [
      { id: "url", text: ({ url }) => url },
      { id: "events", text: ({ events }) => events.join(", ") || "all" },
      { id: "state", text: ({ paused }) => (paused ? "Paused" : "Open"), show: ({ paused }) => mark(paused ? "soon" : "open", paused ? "Paused" : "Open") },
      { id: "acts", text: ({ paused }) => String(paused), show: (hook) => acts(hook, again), acts: true },
    ],
  });
  const button = document.querySelector<HTMLButtonElement>("[data-new-webhook]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => void newWebhook().then(again));
}

function acts(hook: Webhook, again: () => void): Node {
  const button = (label: string, press: () => Promise<unknown>, done: string) => {
    const element = make("button", "small", { type: "button", "aria-label": `${label}: ${hook.url}` }, label);
    element.addEventListener("click", async () => {
      try {
        await press();
        say(done);
      } catch (error) {
        complain(sentenceOf(error));
      }
      again();
    });
    return element;
  };
  const path = `/webhooks/${hook.id}`;
  const pause = (paused: boolean) => async () => {
    const { etag } = await ask("GET", path);
    await ask("PATCH", path, { body: { paused }, etag });
  };
  return make(
    "span",
    "row-acts",
    {},
    deliveries(hook),
    button("Send a trial", () => ask("POST", `${path}/test`), "A trial is on its way"),
    hook.paused ? button("Go on", pause(false), "It is told again") : button("Pause", pause(true), "It is told nothing for now"),
    button("Remove", () => ask("DELETE", path, { etag: "*" }), "The address is told nothing more"),
  );
}

interface Delivery {
  readonly event: string;
  readonly state: "waiting" | "delivered" | "given_up";
  readonly attempts: number;
  readonly status: number | null;
  readonly reason: string | null;
  readonly made: string;
}

const states: Readonly<Record<Delivery["state"], readonly [mark: string, word: string]>> = {
  waiting: ["soon", "Waiting"],
  delivered: ["done", "Delivered"],
  given_up: ["wrong", "Given up"],
};

function deliveries(hook: Webhook): HTMLElement {
  const element = make("button", "small", { type: "button", "aria-label": `What was told: ${hook.url}` }, "What was told");
  element.addEventListener("click", async () => {
    try {
      const { body } = await ask<Page<Delivery>>("GET", `/webhooks/${hook.id}/deliveries?limit=50`);
      await showDeliveries(hook, body.items);
    } catch (error) {
      complain(sentenceOf(error));
    }
  });
  return element;
}

async function showDeliveries({ url }: Webhook, items: readonly Delivery[]): Promise<void> {
  const rows = items.map(({ event, state, attempts, status, reason, made }) => {
    const answer = [status && `answered ${status}`, reason, attempts > 1 && `${attempts} attempts`].filter(Boolean).join("; ");
    return make("tr", "", {}, make("th", "", { scope: "row" }, when(made)), make("td", "", {}, event), make("td", "", {}, mark(...states[state])), make("td", "", {}, answer || "–"));
  });
  const heads = ["When", "Event", "State", "Answer"].map((name) => make("th", "", { scope: "col" }, name));
  const table = make("table", "", {}, make("thead", "", {}, make("tr", "", {}, ...heads)), make("tbody", "", {}, ...rows));
  await question({
    heading: "What was told",
    wide: true,
    verb: "Close",
    back: null,
    body: [make("p", "", {}, make("bdi", "", {}, url)), rows.length ? make("div", "sheet", { role: "region", "aria-label": "Deliveries", tabindex: 0 }, table) : make("p", "", {}, "Nothing yet.")],
  });
}

async function newWebhook(): Promise<void> {
  const url = make("input", "", { type: "url", required: true, placeholder: "https://…", autocomplete: "off" });
  let secret = "";
  const done = await question({
    heading: "Tell an address what happens",
    verb: "Set it up",
    body: [
      make("p", "", {}, "The house sends a signed message to this address whenever something changes. Private addresses are refused."),
      make("label", "field", {}, make("span", "", {}, "Address"), url),
    ],
    accept: async () => {
      const { body } = await ask<{ readonly secret: string | null }>("POST", "/webhooks", { body: { url: url.value.trim(), events: [] } });
      secret = body.secret ?? "";
    },
  });
  if (done && secret) await showSecret("The signing secret", secret, "With it the receiver checks that a message is from this house. It is shown only now.");
}

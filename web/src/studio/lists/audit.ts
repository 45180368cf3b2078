// Who changed what, when, from what to what.

import { make } from "../../controls/elements";
import { askAll } from "../api";
import { told } from "../form/conflict";
import { same, type Record_, type Value } from "../form/merge";
import { instant } from "../words";
import { when } from "./cells";
import { openList } from "./list";

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: Value;
  readonly after: Value;
}

/** By "account:ID" and "title:ID", as the log names them. */
const names = new Map<string, string>();

interface Named {
  readonly id: string;
  readonly name: string;
}

export function openAudit(root: HTMLElement): void {
  const learn = (kind: string) => askAll<Named>(`/${kind}s`, (items) => items.forEach(({ id, name }) => names.set(`${kind}:${id}`, name)));
  // Without the names the log can still be read.
  void Promise.allSettled([learn("account"), learn("title")]).then(() => show(root));
}

function show(root: HTMLElement): void {
  openList<Entry>(root, root.dataset.path ?? "/audit", {
    key: ({ id }) => id,
    noun: ["change", "changes"],
    columns: [
      { id: "at", text: ({ at }) => instant(at), order: ({ at }) => at, show: ({ at }) => when(at) },
      { id: "actor", text: who, choice: true },
      { id: "action", text: ({ action }) => action, choice: true },
      { id: "subject", text: what, show: subject },
      { id: "change", text: changeText, show: change },
    ],
  });
}

function who({ actor }: Entry): string {
  return names.get(actor) ?? (actor === "program" ? "the command line" : actor);
}

function what({ subject, before, after }: Entry): string {
  const named = [after, before].find((value) => isRecord(value) && typeof value.file_name === "string") as Record_ | undefined;
  return names.get(subject) ?? (named ? String(named.file_name) : subject);
}

function subject(entry: Entry): Node {
  const [kind, id] = entry.subject.split(":");
  const name = make("bdi", "", {}, what(entry));
  const room = kind === "title" ? "titles" : kind === "asset" ? "assets" : null;
  return room && id ? make("a", "", { href: `/studio/${room}/${id}` }, name) : name;
}

interface Difference {
  readonly field: string;
  readonly before: Value;
  readonly after: Value;
}

/** Only the fields that differ. */
function differences({ before, after }: Entry): Difference[] {
  if (!isRecord(before) || !isRecord(after)) {
    const whole = isRecord(after) ? after : isRecord(before) ? before : null;
    if (!whole) return before === null && after === null ? [] : [{ field: "", before, after }];
    return Object.entries(whole)
      .filter(([, value]) => value !== null && value !== "")
      .map(([field, value]) => ({ field, before: isRecord(before) ? value : null, after: isRecord(after) ? value : null }));
  }
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields]
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((one) => !same(one.before, one.after));
}

function isRecord(value: Value): value is Record_ {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function changeText(entry: Entry): string {
  return differences(entry)
    .map(({ field, before, after }) => `${field}: ${told(before)} → ${told(after)}`)
    .join("; ");
}

function change(entry: Entry): Node {
  const all = differences(entry);
  if (all.length === 0) return make("span", "quiet", {}, "–");
  const rows = all.map(({ field, before, after }) =>
    make("div", "change", {}, make("dt", "", {}, field || "value"), make("dd", "", {}, make("del", "", { dir: "auto" }, told(before)), make("ins", "", { dir: "auto" }, told(after)))),
  );
  const fields = all.map(({ field }) => field || "value").join(", ");
  return make("details", "changes", {}, make("summary", "", {}, fields), make("dl", "", {}, ...rows));
}

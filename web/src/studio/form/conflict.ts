// Both versions side by side, and a person who decides. Nothing is sent before every difference is settled, and what is
// not chosen can still be copied from here.

import { make } from "../../controls/elements";
import { question } from "../dialogs";
import { both, type Conflict, type Value } from "./merge";

type Settled = Readonly<Record<string, Value>>;

export async function settle(conflicts: readonly Conflict[], label: (field: string) => string): Promise<Settled | null> {
  const settled: Record<string, Value> = {};
  const parts = conflicts.map((conflict) => part(conflict, label(conflict.field), (value) => (settled[conflict.field] = value)));
  const done = await question({
    heading: "Somebody else saved first",
    wide: true,
    verb: "Save this version",
    back: "Go on writing",
    body: [
      make("p", "", {}, "Both of you changed the same thing. Nothing is lost: choose for each what shall stand. What only one of you changed is kept by itself."),
      ...parts,
    ],
  });
  return done ? settled : null;
}

function part({ field, mine, theirs }: Conflict, label: string, choose: (value: Value) => void): HTMLElement {
  const isText = typeof (mine ?? theirs) === "string";
  const result = isText ? make("textarea", "", { rows: 5, dir: "auto", "aria-label": `${label}: what will be saved` }) : null;
  const pick = (value: Value) => {
    choose(value);
    if (result) result.value = String(value ?? "");
  };
  result?.addEventListener("input", () => choose(result.value.trim() || null));
  const radio = (words: string, value: Value, checked: boolean) => {
    const input = make("input", "", { type: "radio", name: `settle-${field}`, checked });
    input.addEventListener("change", () => pick(value));
    return make("label", "check", {}, input, ` ${words}`);
  };
  const version = (heading: string, value: Value) =>
    make("div", "version", {}, make("h3", "", {}, heading), make("div", "version-text", { dir: "auto" }, told(value)));
  pick(mine);
  return make(
    "fieldset",
    "conflict",
    {},
    make("legend", "", {}, label),
    make("div", "versions", {}, version("Yours", mine), version("Theirs, saved", theirs)),
    make("div", "choices", {}, radio("Mine", mine, true), radio("Theirs", theirs, false), radio("Both", both(mine, theirs), false)),
    ...(result ? [result] : []),
  );
}

/** A value as lines that can be read. */
export function told(value: Value): string {
  if (value === null || value === "") return "(empty)";
  if (Array.isArray(value)) return value.map((item: Value) => told(item)).join("\n") || "(none)";
  if (typeof value === "object") return Object.values(value).map((part) => String(part ?? "")).filter(Boolean).join(": ");
  return String(value);
}

// A title's sheet: the whole of it as one text, tried before it is applied.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { say } from "../toasts";

interface Line {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface Outcome {
  readonly applied: boolean;
  readonly steps: readonly { readonly sentence: string; readonly lines: readonly Line[] }[];
  readonly mistakes: readonly { readonly line: number; readonly column: number; readonly sentence: string }[];
  readonly left: readonly string[];
}

export function openSheet(root: HTMLDetailsElement, title: string): void {
  const text = root.querySelector("textarea");
  const shown = root.querySelector<HTMLElement>("[data-outcome]");
  const [look, apply] = ["[data-try]", "[data-apply]"].map((name) => root.querySelector<HTMLButtonElement>(name));
  if (!text || !shown) return;
  const path = `/titles/${title}/sheet`;

  root.addEventListener("toggle", async () => {
    if (!root.open || text.value) return;
    try {
      text.value = (await ask<{ text: string }>("GET", path)).body.text;
    } catch (error) {
      shown.replaceChildren(make("p", "trouble", {}, sentenceOf(error)));
    }
  });

  const send = async (dry_run: boolean) => {
    try {
      const { body } = await ask<Outcome>("POST", path, { body: { text: text.value, dry_run } });
      shown.replaceChildren(...told(body, text));
      if (apply) apply.hidden = body.mistakes.length > 0 || body.applied;
      if (!body.applied) return;
      say("The title is what the sheet says now");
      if (body.left.length === 0) location.reload();
    } catch (error) {
      shown.replaceChildren(make("p", "trouble", {}, sentenceOf(error)));
    }
  };
  look?.addEventListener("click", () => void send(true));
  apply?.addEventListener("click", () => void send(false));
  // What was tried is not what stands there any more.
  text.addEventListener("input", () => {
    if (apply) apply.hidden = true;
  });
}

function told({ steps, mistakes, left, applied }: Outcome, text: HTMLTextAreaElement): Node[] {
  if (mistakes.length > 0) {
    const list = make("ul", "sheet-mistakes");
    for (const { line, column, sentence } of mistakes) {
      const place = make("button", "small", { type: "button" }, `Line ${line}`);
      place.addEventListener("click", () => goTo(text, line, column));
      list.append(make("li", "", {}, place, ` ${sentence}`));
    }
    return [make("p", "trouble", {}, "Nothing was changed. What is wrong in the sheet:"), list];
  }
  if (steps.length === 0) return [make("p", "quiet", {}, "Everything is as the sheet says.")];
  const list = make("ul", "sheet-steps");
  for (const { sentence, lines } of steps) {
    const rows = lines.map(({ key, before, after }) =>
      make("li", "", {}, make("span", "quiet", {}, `${key}: `), ...(before === null ? [] : [make("del", "", {}, before), " "]), make("ins", "", {}, after ?? "nothing")),
    );
    list.append(make("li", "", {}, make("strong", "", {}, sentence), make("ul", "", {}, ...rows)));
  }
  const words = applied ? "Done:" : "This would change:";
  return [make("p", "", {}, words), list, ...left.map((sentence) => make("p", "trouble", {}, sentence))];
}

function goTo(text: HTMLTextAreaElement, line: number, column: number): void {
  const before = text.value.split("\n").slice(0, line - 1);
  const at = before.reduce((sum, row) => sum + row.length + 1, 0) + column - 1;
  text.focus();
  text.setSelectionRange(at, at);
}

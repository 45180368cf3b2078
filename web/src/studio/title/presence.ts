// Who else has this title open, and whether somebody saved a newer version than the one shown.

import { setText } from "../../controls/elements";

interface Here {
  /** Names of the others. */
  readonly others: readonly string[];
}

const every = 10_000;

export function tellOthers(root: HTMLElement, title: string): void {
  const note = root.querySelector<HTMLElement>("[data-also-here]");
  if (!note) return;
  const me = myName();
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(`/studio/titles/${title}/here/${me}`, { method: "POST" });
        if (answer.ok) tell(note, ((await answer.json()) as Here).others);
      } catch {
        // The house is being restarted; the next look tells.
      }
    }
    setTimeout(look, every);
  };
  void look();
}

function tell(note: HTMLElement, others: readonly string[]): void {
  note.hidden = others.length === 0;
  if (others.length === 0) return;
  const names = new Intl.ListFormat("en-GB").format(others);
  const are = others.length === 1 ? "has" : "have";
  setText(note, `${names} ${are} this title open too. Whoever saves second is shown both versions.`);
}

/** The same for a page that is loaded anew: it must not take itself for another window. */
function myName(): string {
  const name = sessionStorage.getItem("studio.window") ?? Math.random().toString(36).slice(2);
  sessionStorage.setItem("studio.window", name);
  return name;
}

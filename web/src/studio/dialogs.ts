// Questions that stop everything else until they are answered.

import { make } from "../controls/elements";
import { sentenceOf } from "./api";

interface Question {
  readonly heading: string;
  readonly body: readonly (Node | string)[];
  /** What the button that does it says. */
  readonly verb: string;
  /** The button that does not; null when there is nothing to leave. */
  readonly back?: string | null;
  readonly wide?: boolean;
  /** Called when the form is sent; a sentence, or what is thrown, keeps the dialog open. */
  readonly accept?: () => Promise<string | null | void> | string | null;
  readonly ready?: (button: HTMLButtonElement) => void;
}

/** True when the verb was pressed and accepted. */
export function question({ heading, body, verb, back = "Leave it", wide, accept, ready }: Question): Promise<boolean> {
  const opener = document.activeElement;
  const title = make("h2", "", { id: "question" }, heading);
  const does = make("button", "act", { type: "submit" }, verb);
  const leaves = make("button", "plain", { type: "button" }, back ?? "");
  const trouble = make("p", "trouble", { role: "alert" });
  const form = make("form", "question-form", { method: "dialog" }, title, ...body, trouble, make("div", "question-foot", {}, ...(back === null ? [] : [leaves]), does));
  const dialog = make("dialog", wide ? "question wide" : "question", { "aria-labelledby": "question" }, form);
  document.body.append(dialog);
  ready?.(does);
  return new Promise((resolve) => {
    let done = false;
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      resolve(done);
    });
    leaves.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (does.disabled) return;
      does.disabled = true;
      trouble.textContent = "";
      const sentence = await accepted(accept);
      does.disabled = false;
      if (sentence) {
        trouble.textContent = sentence;
        return;
      }
      done = true;
      dialog.close();
    });
    dialog.showModal();
  });
}

async function accepted(accept: Question["accept"]): Promise<string | null> {
  try {
    return (await accept?.()) ?? null;
  } catch (error) {
    return sentenceOf(error);
  }
}

interface Typed {
  readonly heading: string;
  readonly words: string;
  /** What must be typed, letter for letter. */
  readonly type: string;
  readonly verb: string;
  readonly accept: () => Promise<void>;
}

/** For what cannot be taken back: the name of the thing is typed first. */
export function typedConfirmation({ heading, words, type, verb, accept }: Typed): Promise<boolean> {
  const input = make("input", "", { id: "typed", type: "text", autocomplete: "off", spellcheck: "false", dir: "auto" });
  const same = () => input.value.trim().normalize("NFC") === type.trim().normalize("NFC");
  return question({
    heading,
    verb,
    body: [
      make("p", "", {}, words),
      make("label", "field", {}, make("span", "", {}, "Type ", make("bdi", "to-type", {}, type), " to go on"), input),
    ],
    ready: (button) => {
      button.classList.add("grave");
      const look = () => button.setAttribute("aria-disabled", String(!same()));
      input.addEventListener("input", look);
      look();
    },
    accept: () => (same() ? accept() : `Not yet: type the name exactly as it stands, ${type}`),
  });
}

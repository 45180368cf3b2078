// Opening a film to its audience at an instant, with the zone said; and withdrawing it, with its name typed first.

import { ask, sentenceOf } from "../api";
import { typedConfirmation } from "../dialogs";
import { zoneAt } from "../words";

export function openRelease(root: HTMLElement): void {
  const { titleId = "", titleName = "" } = root.dataset;
  const form = root.querySelector<HTMLFormElement>("form[data-open]");
  const trouble = root.querySelector<HTMLElement>("[data-trouble]");
  const said = root.querySelector<HTMLElement>("[data-instant-said]");
  const at = form?.querySelector<HTMLInputElement>("input[name=opens]");
  const until = form?.querySelector<HTMLInputElement>("input[name=closes]");
  const announced = form?.querySelector<HTMLInputElement>("input[name=announced]");
  const textOf = (name: string) => form?.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value.trim() ?? "";
  const fail = (error: unknown) => {
    if (trouble) trouble.textContent = sentenceOf(error);
  };

  const tell = () => {
    if (said) said.textContent = instantsSaid(at?.value ?? "", until?.value ?? "");
  };
  for (const input of [at, until, announced]) {
    if (!input) continue;
    // The house wrote the instant; the field shows it on the clock of who looks.
    const { instant } = input.dataset;
    if (instant) input.value = local(new Date(instant));
    input.addEventListener("input", tell);
  }
  tell();

  const release = async (opens: string | null, closes: string | null) => {
    if (trouble) trouble.textContent = "";
    try {
      const countries = textOf("territories").split(/[\s,]+/).filter(Boolean);
      await ask("POST", `/titles/${titleId}/release`, {
        body: {
          opens,
          closes,
          announced: read(announced?.value ?? ""),
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          // While something is missing the instant is kept and settled later, unless somebody takes it on themselves.
          when_ready: true,
          ...(countries.length > 0 && { territories: countries }),
          ...(textOf("overrule") && { overrule: textOf("overrule") }),
        },
      });
      location.hash = "#release";
      location.reload();
    } catch (error) {
      fail(error);
    }
  };
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const now = (event.submitter as HTMLButtonElement | null)?.dataset.now !== undefined;
    const opens = read(at?.value ?? "");
    // A blank instant would mean at once to the house; only the other button says that.
    if (!now && opens === null) {
      at?.focus();
      return fail(new Error("Say when it opens, or press “Open it now”."));
    }
    void release(now ? null : opens, read(until?.value ?? ""));
  });

  root.querySelector("[data-withdraw]")?.addEventListener("click", () => {
    void typedConfirmation({
      heading: "Withdraw this film",
      words: "From this moment nobody but the team can watch it: a viewer who is watching gets no further segment. Copies that were made outside cannot be called back. The film, its texts and its encodes stay in the house.",
      type: titleName,
      verb: "Withdraw it",
      accept: async () => {
        const { etag } = await ask("GET", `/titles/${titleId}/release`);
        await ask("DELETE", `/titles/${titleId}/release`, { etag });
      },
    }).then((done) => {
      if (!done) return;
      location.hash = "#release";
      location.reload();
    });
  });
}

/** "Sunday, 22 November 2026, 21:00 CET, which is 20:00 UTC". */
function instantsSaid(opens: string, closes: string): string {
  const one = (text: string) => {
    const date = new Date(text);
    if (!text || Number.isNaN(date.getTime())) return "";
    const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" }).format(date);
    const utc = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(date);
    return `${day} ${zoneAt(date)}, which is ${utc} UTC`;
  };
  return [one(opens), closes && `Until ${one(closes)}`].filter(Boolean).join(". ");
}

function read(text: string): string | null {
  const date = new Date(text);
  return text && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}

/** As an `input type=datetime-local` wants it. */
function local(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

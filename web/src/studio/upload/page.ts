// Uploads on every page of Studio: drop files anywhere. The page of uploads has a place for their rows; elsewhere they
// come in a shelf at the foot.

import { make } from "../../controls/elements";
import { sentenceOf } from "../api";
import { complain } from "../toasts";
import { takeChosen, takeDrops, type Given } from "./dropping";
import { keptAs, type Kept, type Upload } from "./kept";
import { Queue } from "./queue";
import { forgetAddress, handleOf, recall } from "./remembered";
import { Transfer } from "./transfer";
import { version, type Meaning } from "./tus";

export type Arrived = (kept: Kept, upload: Upload) => void;

const arrivals = new Set<Arrived>();

/** Tells when a file is in the archive. */
export function whenArrived(tell: Arrived): void {
  arrivals.add(tell);
}

export function openUploads(): void {
  const main = document.querySelector<HTMLElement>("main[data-may-edit]");
  if (!main) return;
  const queue = new Queue();
  const transfers: Transfer[] = [];
  let list = document.querySelector<HTMLElement>("[data-upload-list]");

  const take = (given: readonly Given[]) => {
    list ??= shelf();
    for (const one of given) {
      const transfer = new Transfer(one, meaning(one.file), (send) => queue.add(send), tellAll);
      unfinished(one.file)?.remove();
      transfers.push(transfer);
      list.append(transfer.row.element);
      transfer.start();
    }
  };
  takeDrops(document, take);
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-upload-files]")) takeChosen(input, take);
  void offerToGoOn(take);
  window.addEventListener("beforeunload", (event) => {
    if (transfers.some(({ isUnderWay }) => isUnderWay)) event.preventDefault();
  });
}

async function tellAll(upload: Upload): Promise<void> {
  try {
    const kept = arrivals.size ? await keptAs(upload) : null;
    if (kept) for (const tell of arrivals) tell(kept, upload);
  } catch (error) {
    complain(sentenceOf(error));
  }
}

/** What the page knows of a file that is dropped on it: what it is, its language, whether a title is made of it. */
function meaning(file: File): Meaning {
  const field = (name: string) => document.querySelector<HTMLSelectElement | HTMLInputElement>(`[data-upload-${name}]`);
  const kind = field("kind")?.value;
  const language = field("language")?.value.trim();
  const draft = field("draft");
  const drafts = draft instanceof HTMLInputElement ? draft.checked : document.querySelector("[data-drafts-titles]") !== null;
  // The house looks at the content; a name that no browser knows (MXF, MTS) may well be a film's.
  const maybeFilm = kind ? kind === "film" : !/^(image|audio|text)\//.test(file.type) && !/\.(srt|vtt|zip|pdf)$/i.test(file.name);
  const drafted = drafts && maybeFilm;
  return {
    ...(kind ? { kind } : {}),
    ...(language ? { language } : {}),
    ...(drafted ? { title: nameOf(file.name), publish: "draft" as const } : {}),
  };
}

/** "the-last-train.mov" is offered as "The last train". Marks that turn the text around them are no part of a name. */
function nameOf(file: string): string {
  const spaced = file.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/\.[A-Za-z0-9]{1,4}$/, "").replace(/[-_]+/g, " ").trim() || file;
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function shelf(): HTMLElement {
  const rows = make("ul", "uploads");
  document.body.append(make("section", "upload-dock", { "aria-label": "Uploads" }, rows));
  return rows;
}

/** The row of an upload that was cut off, written by the house, when this is its file. */
function unfinished(file: File): HTMLElement | null {
  const address = recall(file);
  return address ? document.querySelector<HTMLElement>(`[data-unfinished="${CSS.escape(address)}"]`) : null;
}

/** Where the browser kept a handle to the file of an upload that was cut off, one press goes on. */
async function offerToGoOn(take: (given: readonly Given[]) => void): Promise<void> {
  for (const row of document.querySelectorAll<HTMLElement>("[data-unfinished]")) {
    row.querySelector("[data-unfinished-acts]")?.append(removal(row));
    const handle = await handleOf(row.dataset.unfinished ?? "");
    if (!handle) continue;
    const button = make("button", "small", { type: "button" }, "Go on");
    button.addEventListener("click", async () => {
      if ((await handle.requestPermission?.({ mode: "read" })) === "denied") return;
      take([{ file: await handle.getFile(), handle }]);
      row.remove();
    });
    row.querySelector("[data-unfinished-acts]")?.prepend(button);
  }
}

/** What is given up is forgotten by the house, and by this browser when it was its own. */
function removal(row: HTMLElement): HTMLButtonElement {
  const name = row.querySelector(".upload-name")?.textContent?.trim() ?? "";
  const button = make("button", "small", { type: "button", "aria-label": `Remove ${name}` }, "Remove");
  button.addEventListener("click", async () => {
    const address = row.dataset.unfinished ?? "";
    const headers = { "tus-resumable": version };
    const answer = await fetch(address, { method: "DELETE", headers }).catch(() => null);
    if (!answer?.ok && answer?.status !== 404 && answer?.status !== 410) return complain("The house does not answer. Nothing was removed; try again in a moment.");
    forgetAddress(address);
    row.remove();
  });
  return button;
}

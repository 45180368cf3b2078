// One title: its words, people, pictures, subtitles, check and release.

import { make } from "../../controls/elements";
import { ask, sentenceOf } from "../api";
import { openForm } from "../form/form";
import { openJobs } from "../jobs/page";
import { complain, say } from "../toasts";
import { whenArrived } from "../upload/page";
import { openParts } from "./parts";
import { openPasses } from "./passes";
import { openPicture } from "./picture";
import { openPictures } from "./pictures";
import { tellOthers } from "./presence";
import { openRelease } from "./release";
import { openReplacing } from "./replacing";
import { openReport } from "./report";
import { openSheet } from "./sheet";
import { SubtitleEditor } from "./subtitles";
import { openTalk } from "./talk";

export function openTitle(root: HTMLElement): void {
  const { titleId = "" } = root.dataset;
  const mayEdit = document.querySelector("main[data-may-edit]") !== null;
  const picture = openPicture(root);
  const form = root.querySelector<HTMLFormElement>("form[data-record]");
  if (form && mayEdit) {
    openForm(form, (record) => {
      const heading = root.querySelector("h1 bdi");
      if (heading && typeof record.name === "string") heading.textContent = record.name;
    });
  }
  if (mayEdit) tellOthers(root, titleId);
  each(root, "[data-pictures]", (part) => openPictures(part, titleId, picture));
  each(root, "[data-report]", (part) => openReport(part, picture));
  each(root, "[data-release]", openRelease);
  each(root, "[data-passes]", (part) => openPasses(part, titleId));
  each(root, "[data-talk]", (part) => openTalk(part, titleId));
  each(root, "[data-parts]", (part) => openParts(part, titleId));
  const sheet = root.querySelector<HTMLDetailsElement>("details[data-title-sheet]");
  if (sheet) openSheet(sheet, titleId);
  each(root, "[data-replacing]", (part) => openReplacing(part, titleId));
  if (root.querySelector("[data-takes-subtitles]")) {
    whenArrived(({ id, kind }, { language }) => {
      if (kind === "subtitles") void addSubtitles(titleId, id, language);
    });
  }
  let editor: SubtitleEditor | null = null;
  each(root, "[data-subtitles]", (part) => {
    for (const button of part.querySelectorAll<HTMLButtonElement>("button[data-subtitles-of]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        if (editor?.isChanged) return complain("The subtitles that are open have changes that are not saved yet. Save them first.");
        const place = make("div", "cue-editor");
        part.querySelector("[data-editor]")?.replaceChildren(place);
        try {
          editor = new SubtitleEditor(place, button.dataset.subtitlesOf ?? "", button.dataset.name ?? "", picture);
          await editor.open();
          place.querySelector("textarea")?.focus();
        } catch (error) {
          complain(sentenceOf(error));
        }
      });
    }
  });
  each(root, "[data-sheet=title-jobs]", (part) => openJobs(part, mayEdit, titleId));
}

async function addSubtitles(title: string, asset: string, language: string | null): Promise<void> {
  try {
    await ask("POST", `/titles/${title}/subtitles`, { body: { asset, language } });
    say("The subtitles are being added; the film offers them in a moment");
  } catch (error) {
    complain(sentenceOf(error));
  }
}

function each(root: HTMLElement, selector: string, open: (part: HTMLElement) => void): void {
  for (const part of root.querySelectorAll<HTMLElement>(selector)) open(part);
}

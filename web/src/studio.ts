// Studio: what the pages of the team do beyond what the house wrote into them. Each part starts where its mark stands.

import { keepLive } from "./site/live";
import { makeSortable } from "./site/sorting";
import { openJobs } from "./studio/jobs/page";
import { listenForKeys } from "./studio/keys";
import { openAssets } from "./studio/lists/assets";
import { openAudit } from "./studio/lists/audit";
import { openInvitations, openPeople } from "./studio/lists/people";
import { openSessions } from "./studio/lists/sessions";
import { newTitle, openTitles } from "./studio/lists/titles";
import { openTokens } from "./studio/lists/tokens";
import { openWebhooks } from "./studio/lists/webhooks";
import { openPlots } from "./studio/plots/page";
import { offerAnalysis, openTape } from "./studio/tape/page";
import { offerPage } from "./studio/tape/moments";
import { openTitle } from "./studio/title/page";
import { openUploads } from "./studio/upload/page";
import { tellTimes } from "./studio/words";

const mayEdit = document.querySelector("main[data-may-edit]") !== null;

const sheets: Readonly<Record<string, (root: HTMLElement) => void>> = {
  titles: openTitles,
  assets: openAssets,
  audit: openAudit,
  jobs: (root) => openJobs(root, mayEdit),
  people: openPeople,
  invitations: openInvitations,
  sessions: openSessions,
  tokens: openTokens,
  webhooks: openWebhooks,
};

listenForKeys();
tellTimes(document);
keepLive(document);
for (const live of document.querySelectorAll("[data-live]")) {
  // What was redrawn tells its times as the house wrote them.
  new MutationObserver(() => tellTimes(live)).observe(live, { childList: true });
}
makeSortable(document);
openUploads();
for (const root of document.querySelectorAll<HTMLElement>("[data-sheet]")) sheets[root.dataset.sheet ?? ""]?.(root);
for (const root of document.querySelectorAll<HTMLElement>("[data-title-id][data-page]")) openTitle(root);
for (const root of document.querySelectorAll<HTMLElement>("[data-plots]")) openPlots(root);
for (const root of document.querySelectorAll<HTMLElement>("[data-tape]")) void openTape(root, mayEdit);
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-analyse]")) offerAnalysis(button);
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-show-moments]")) offerPage(button);
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-title-of]")) {
  button.hidden = false;
  button.addEventListener("click", () => void newTitle(button.dataset.name ?? "", button.dataset.titleOf));
}

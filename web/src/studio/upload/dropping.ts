// Files and whole folders, dropped anywhere in the page or chosen in a dialog.

import type { FileHandle } from "./remembered";

export interface Given {
  readonly file: File;
  /** Kept, so that the file can be read again after the page was closed. */
  readonly handle: FileHandle | null;
}

type Take = (given: readonly Given[]) => void;

interface Entry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  file?(found: (file: File) => void, failed: (error: unknown) => void): void;
  createReader?(): { readEntries(found: (entries: Entry[]) => void, failed: (error: unknown) => void): void };
}

export function takeDrops(root: Document, take: Take): void {
  let deep = 0;
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (shown: boolean) => root.body.classList.toggle("dropping", shown);
  root.addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) over(++deep > 0);
  });
  root.addEventListener("dragleave", (event) => {
    if (carriesFiles(event)) over(--deep > 0);
  });
  root.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  root.addEventListener("drop", (event) => {
    if (!carriesFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    deep = 0;
    over(false);
    void opened(event.dataTransfer.items).then((given) => given.length && take(given));
  });
}

export function takeChosen(input: HTMLInputElement, take: Take): void {
  input.addEventListener("change", () => {
    const given = [...(input.files ?? [])].map((file) => ({ file, handle: null }));
    input.value = "";
    if (given.length) take(given);
  });
}

/** The list is only good until the event is over, so everything is asked for at once. */
async function opened(items: DataTransferItemList): Promise<Given[]> {
  const parts = [...items].filter(({ kind }) => kind === "file").map((item) => {
    const entry = item.webkitGetAsEntry?.() as Entry | null;
    const file = item.getAsFile();
    const handled = item as unknown as { getAsFileSystemHandle?(): Promise<FileHandle | null> };
    const handle = entry?.isDirectory ? null : (handled.getAsFileSystemHandle?.().catch(() => null) ?? null);
    return { entry, file, handle };
  });
  const given = parts.map(async ({ entry, file, handle }): Promise<Given[]> => {
    if (entry?.isDirectory) return (await walk(entry)).map((found) => ({ file: found, handle: null }));
    return file ? [{ file, handle: await handle }] : [];
  });
  return (await Promise.all(given)).flat();
}

async function walk(entry: Entry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => entry.file?.(resolve, reject))];
  const reader = entry.createReader?.();
  const files: File[] = [];
  // A reader answers a hundred at a time, then an empty list.
  for (;;) {
    const entries = await new Promise<Entry[]>((resolve, reject) => (reader ? reader.readEntries(resolve, reject) : resolve([])));
    if (entries.length === 0) return files;
    for (const inner of entries) files.push(...(await walk(inner)));
  }
}

// Which address a file was being sent to, so that the same file dropped again, after a closed laptop even, goes on
// where it was. Where the browser gives handles to files, those are kept too: then one press is enough.

const prefix = "studio.upload.";

export function fingerprint({ name, size, lastModified }: { readonly name: string; readonly size: number; readonly lastModified: number }): string {
  return `${name}\n${size}\n${lastModified}`;
}

export function remember(file: File, address: string): void {
  try {
    localStorage.setItem(prefix + fingerprint(file), address);
  } catch {
    // A full or closed storage: the upload still goes on while the page is open.
  }
}

export function recall(file: File): string | null {
  return localStorage.getItem(prefix + fingerprint(file));
}

export function forget(file: File): void {
  const address = recall(file);
  if (address) forgetAddress(address);
}

/** Whatever file was being sent there. */
export function forgetAddress(address: string): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(prefix) && localStorage.getItem(key) === address) localStorage.removeItem(key);
  }
  void keep("readwrite", (store) => store.delete(address)).catch(() => undefined);
}

/** A handle that survives the page; only some browsers give one. */
export interface FileHandle {
  getFile(): Promise<File>;
  requestPermission?(wish: { mode: "read" }): Promise<string>;
}

export async function keepHandle(address: string, handle: FileHandle): Promise<void> {
  await keep("readwrite", (store) => store.put(handle, address)).catch(() => undefined);
}

export async function handleOf(address: string): Promise<FileHandle | null> {
  const handle = await keep<FileHandle | undefined>("readonly", (store) => store.get(address)).catch(() => undefined);
  return handle ?? null;
}

function keep<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("studio", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const request = act(database.transaction("files", mode).objectStore("files"));
      request.onsuccess = () => {
        resolve(request.result as T);
        database.close();
      };
      request.onerror = () => reject(request.error);
    };
  });
}

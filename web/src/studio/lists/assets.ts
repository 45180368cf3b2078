import { bytes, instant, timeLeft } from "../words";
import { whenArrived } from "../upload/page";
import { door, when } from "./cells";
import { openList } from "./list";

interface Asset {
  readonly id: string;
  readonly kind: string;
  readonly file_name: string;
  readonly bytes: number;
  readonly added: string;
  readonly duration_ms?: number | null;
  readonly picture?: string | null;
}

export function openAssets(root: HTMLElement): void {
  const list = openList<Asset>(root, "/assets", {
    key: ({ id }) => id,
    noun: ["asset", "assets"],
    sort: "-added",
    columns: [
      { id: "file_name", text: ({ file_name }) => file_name, show: ({ id, file_name }) => door(`/studio/assets/${id}`, file_name) },
      { id: "kind", text: ({ kind }) => kind, choice: true },
      { id: "runs", text: ({ duration_ms }) => (duration_ms ? timeLeft(duration_ms) : ""), order: ({ duration_ms }) => duration_ms ?? 0 },
      { id: "bytes", text: (asset) => bytes(asset.bytes), order: (asset) => asset.bytes },
      { id: "added", text: ({ added }) => instant(added), order: ({ added }) => added, show: ({ added }) => when(added) },
    ],
  });
  whenArrived(() => void list.refresh());
}

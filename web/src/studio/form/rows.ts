// Lines that can be added, removed and moved: people and their roles.

import { make } from "../../controls/elements";
import type { Record_, Value } from "./merge";

export function readRows(root: HTMLElement): Value {
  const parts = partsOf(root);
  const rows = [...root.querySelectorAll<HTMLElement>("[data-row]")].map((row) =>
    Object.fromEntries(parts.map((part) => [part, inputOf(row, part)?.value.trim() ?? ""])),
  );
  return rows.filter((row) => Object.values(row).some(Boolean));
}

export function fillRows(root: HTMLElement, rows: readonly Record_[]): void {
  const list = listOf(root);
  list.replaceChildren(...rows.map((record) => newRow(root, record)));
}

/** Buttons that add and move lines; without scripts the lines are there to be read. */
export function openRows(root: HTMLElement): void {
  const add = make("button", "plain", { type: "button" }, root.dataset.add ?? "Add a line");
  add.addEventListener("click", () => {
    const row = newRow(root, {});
    listOf(root).append(row);
    row.querySelector("input")?.focus();
    changed(root);
  });
  for (const row of root.querySelectorAll<HTMLElement>("[data-row]")) addButtons(root, row);
  root.append(add);
}

function newRow(root: HTMLElement, record: Record_): HTMLElement {
  const template = root.querySelector("template");
  const row = template?.content.firstElementChild?.cloneNode(true);
  if (!(row instanceof HTMLElement)) throw new Error("lines without a pattern");
  for (const part of partsOf(root)) {
    const input = inputOf(row, part);
    if (input) input.value = String(record[part] ?? "");
  }
  addButtons(root, row);
  return row;
}

function addButtons(root: HTMLElement, row: HTMLElement): void {
  const button = (label: string, drawing: string, press: () => void) => {
    const element = make("button", "small", { type: "button", "aria-label": label, title: label }, drawing);
    element.addEventListener("click", () => {
      press();
      changed(root);
    });
    return element;
  };
  const up = button("Move up", "↑", () => row.previousElementSibling?.before(row));
  const down = button("Move down", "↓", () => row.nextElementSibling?.after(row));
  const remove = button("Remove this line", "×", () => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("input") ?? root.querySelector<HTMLElement>(":scope > button"))?.focus();
  });
  up.addEventListener("click", () => up.focus());
  down.addEventListener("click", () => down.focus());
  row.append(make("span", "row-buttons", {}, up, down, remove));
}

function changed(root: HTMLElement): void {
  root.dispatchEvent(new Event("input", { bubbles: true }));
}

function listOf(root: HTMLElement): HTMLElement {
  const list = root.querySelector<HTMLElement>("[data-list-of-rows]");
  if (!list) throw new Error("lines without a list");
  return list;
}

function partsOf(root: HTMLElement): string[] {
  const parts = root.querySelector("template")?.content.querySelectorAll<HTMLElement>("[data-part]") ?? [];
  return [...parts].map(({ dataset }) => dataset.part ?? "");
}

function inputOf(row: ParentNode, part: string): HTMLInputElement | null {
  return row.querySelector<HTMLInputElement>(`[data-part="${CSS.escape(part)}"]`);
}

// A form's fields as a record, and a record back into them. A blank field is null; a fieldset with `data-rows` is a
// list of records, an input with `data-list` a list of words.

import { fillRows, readRows } from "./rows";
import type { Record_, Value } from "./merge";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function readFields(form: HTMLFormElement): Record_ {
  const record: Record<string, Value> = {};
  for (const field of namedFields(form)) record[field.name] = readField(field);
  for (const rows of form.querySelectorAll<HTMLElement>("[data-rows]")) record[rows.dataset.rows ?? ""] = readRows(rows);
  return record;
}

/** Only the fields that the record names. */
export function fillFields(form: HTMLFormElement, record: Record_): void {
  for (const field of namedFields(form)) {
    if (field.name in record) fillField(field, record[field.name] ?? null);
  }
  for (const rows of form.querySelectorAll<HTMLElement>("[data-rows]")) {
    const value = record[rows.dataset.rows ?? ""];
    if (Array.isArray(value)) fillRows(rows, value as Record_[]);
  }
}

export function fieldOf(form: HTMLFormElement, name: string): HTMLElement | null {
  const start = name.split(/[.[/]/)[0] ?? name;
  return form.querySelector<HTMLElement>(`[name="${CSS.escape(start)}"], [data-rows="${CSS.escape(start)}"] input`);
}

/** What a person calls the field. */
export function labelOf(form: HTMLFormElement, name: string): string {
  const field = form.querySelector<Field>(`[name="${CSS.escape(name)}"]`);
  const words = field?.labels?.[0]?.querySelector("span") ?? form.querySelector(`[data-rows="${CSS.escape(name)}"] legend`);
  return words?.textContent?.trim() || name;
}

function namedFields(form: HTMLFormElement): Field[] {
  const fields = form.querySelectorAll<Field>("input[name], textarea[name], select[name]");
  return [...fields].filter((field) => !field.closest("[data-rows]"));
}

function readField(field: Field): Value {
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
  if (field.dataset.list !== undefined) return field.value.split(/[,\n]/).map((word) => word.trim()).filter(Boolean);
  const value = field instanceof HTMLTextAreaElement ? field.value.replace(/\r\n/g, "\n").trimEnd() : field.value.trim();
  return value === "" ? null : value;
}

function fillField(field: Field, value: Value): void {
  if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === true;
  else if (Array.isArray(value)) field.value = value.join(", ");
  else field.value = value === null ? "" : String(value);
}

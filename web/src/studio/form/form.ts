// A form over one record of the API. It is saved when somebody says so, against the version it was read in; what was
// saved can be taken back; and when another version came first, both are shown and a person decides.

import { setText } from "../../controls/elements";
import { ask, Refusal, sentenceOf } from "../api";
import { complain, say } from "../toasts";
import { settle } from "./conflict";
import { fieldOf, fillFields, labelOf, readFields } from "./fields";
import { changes, merge, type Record_, type Value } from "./merge";
import { openRows } from "./rows";

export interface RecordForm {
  /** The version that the form was read in. */
  readonly etag: string | null;
  readonly isDirty: boolean;
  /** Somebody else saved: take it when nothing was written here. */
  refresh(): Promise<void>;
}

export function openForm(form: HTMLFormElement, saved?: (record: Record_) => void): RecordForm {
  const path = form.dataset.record ?? "";
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  const state = form.querySelector<HTMLElement>("[data-form-state]");
  let etag: string | null = null;
  let base: Record_ = {};
  let busy = false;

  const dirty = () => Object.keys(changes(base, readFields(form))).length > 0;
  const tell = () => {
    const words = busy ? "Saving" : dirty() ? "Not saved yet" : "Saved";
    if (state) setText(state, etag === null ? "" : words);
    form.classList.toggle("dirty", dirty());
  };
  /** The form's ground from now on: the record as the house has it, in the fields' own manner. */
  const settleOn = (record: Record_, version: string | null) => {
    fillFields(form, record);
    etag = version;
    base = readFields(form);
    tell();
  };

  const refresh = async () => {
    try {
      const { body, etag: version } = await ask<Record_>("GET", path);
      if (etag !== null && dirty()) return;
      settleOn(body, version);
    } catch (error) {
      complain(sentenceOf(error));
    }
  };

  const patch = (change: Readonly<Record<string, Value>>) => ask<Record_>("PATCH", path, { body: change, etag });

  const save = async () => {
    const change = changes(base, readFields(form));
    if (busy || etag === null || !form.reportValidity()) return;
    if (Object.keys(change).length === 0) return say("There is nothing new to save");
    busy = true;
    clearTrouble(form);
    tell();
    const before = Object.fromEntries(Object.keys(change).map((field) => [field, base[field] ?? null]));
    try {
      const { body, etag: version } = await patch(change);
      done(body, version, before);
    } catch (error) {
      if (error instanceof Refusal && error.status === 412) await merged(error);
      else showTrouble(form, error);
    } finally {
      busy = false;
      tell();
    }
  };

  const done = (record: Record_, version: string | null, before: Readonly<Record<string, Value>>) => {
    settleOn(record, version);
    saved?.(record);
    say("Saved", { label: "Take back", act: () => takeBack(before) });
  };

  const takeBack = async (before: Readonly<Record<string, Value>>) => {
    try {
      const { body, etag: version } = await patch(before);
      settleOn(body, version);
      saved?.(body);
      say("Taken back");
    } catch (error) {
      complain(`It could not be taken back. ${sentenceOf(error)}`);
    }
  };

  /** Theirs is the new ground; mine goes on top once a person has looked at both. */
  const merged = async (refused: Refusal) => {
    const fresh = await ask<Record_>("GET", path);
    const mine = readFields(form);
    const theirs = pick(fresh.body, mine);
    const { settled, conflicts } = merge(base, mine, theirs);
    const decided = conflicts.length ? await settle(conflicts, (field) => labelOf(form, field)) : {};
    if (!decided) {
      complain(`${refused.message} What you wrote still stands in the form.`);
      return;
    }
    etag = fresh.etag;
    const before = theirs;
    const change = { ...settled, ...decided };
    try {
      const { body, etag: version } = await patch(change);
      done(body, version, pickFields(before, Object.keys(change)));
    } catch (error) {
      // Once more somebody was quicker: what was decided stands in the form.
      fillFields(form, change);
      showTrouble(form, error);
    }
  };

  form.querySelectorAll<HTMLElement>("[data-rows]").forEach(openRows);
  form.addEventListener("input", tell);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && (form.contains(document.activeElement) || form.dataset.main !== undefined)) {
      event.preventDefault();
      void save();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (etag !== null && dirty()) event.preventDefault();
  });
  if (button) button.disabled = true;
  void refresh().then(() => {
    if (button) button.disabled = false;
  });

  return {
    get etag() {
      return etag;
    },
    get isDirty() {
      return dirty();
    },
    refresh,
  };
}

function pick(record: Record_, like: Record_): Record_ {
  return pickFields(record, Object.keys(like));
}

function pickFields(record: Record_, fields: readonly string[]): Record<string, Value> {
  return Object.fromEntries(fields.map((field) => [field, record[field] ?? null]));
}

export function showTrouble(form: HTMLFormElement, error: unknown): void {
  const words = sentenceOf(error);
  const field = error instanceof Refusal && error.field ? fieldOf(form, error.field) : null;
  const place = form.querySelector<HTMLElement>("[data-trouble]");
  if (place) setText(place, words);
  else complain(words);
  if (!field) return;
  field.setAttribute("aria-invalid", "true");
  if (place?.id) field.setAttribute("aria-describedby", place.id);
  field.focus();
}

export function clearTrouble(form: HTMLFormElement): void {
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  const place = form.querySelector("[data-trouble]");
  if (place) setText(place, "");
}

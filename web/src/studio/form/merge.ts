// Two people changed the same record. What only one of them touched is settled; the rest is for a person to decide.

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Record_ = Readonly<Record<string, Value>>;

export interface Conflict {
  readonly field: string;
  readonly mine: Value;
  readonly theirs: Value;
}

export interface Merge {
  /** What only I changed, over what they saved. */
  readonly settled: Record<string, Value>;
  readonly conflicts: readonly Conflict[];
  /** Fields that only they changed. */
  readonly taken: readonly string[];
}

export function merge(base: Record_, mine: Record_, theirs: Record_): Merge {
  const settled: Record<string, Value> = {};
  const conflicts: Conflict[] = [];
  const taken: string[] = [];
  for (const [field, value] of Object.entries(mine)) {
    const before = base[field] ?? null;
    const other = theirs[field] ?? null;
    const iChanged = !same(value, before);
    const theyChanged = !same(other, before);
    if (theyChanged && (!iChanged || same(value, other))) taken.push(field);
    else if (iChanged && theyChanged) conflicts.push({ field, mine: value, theirs: other });
    else if (iChanged) settled[field] = value;
  }
  return { settled, conflicts, taken };
}

export function changes(base: Record_, now: Record_): Record<string, Value> {
  return Object.fromEntries(Object.entries(now).filter(([field, value]) => !same(value, base[field] ?? null)));
}

export function same(a: Value, b: Value): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** Both, so that no word is lost: texts one after the other, lists without repeating. */
export function both(mine: Value, theirs: Value): Value {
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    return [...theirs, ...mine.filter((item: Value) => !theirs.some((other: Value) => same(item, other)))] as Value;
  }
  if (typeof mine === "string" && typeof theirs === "string") {
    const gap = mine.includes("\n") || theirs.includes("\n") ? "\n\n" : " ";
    return `${theirs}${gap}${mine}`;
  }
  return mine ?? theirs;
}

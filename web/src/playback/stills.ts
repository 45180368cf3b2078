// The WebVTT thumbnails track of the seek bar: each cue names a region of a sheet, "/picture/K.jpg#xywh=0,0,160,90".

export interface Still {
  readonly start: number;
  readonly end: number;
  readonly sheet: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export async function loadStills(address: string): Promise<Still[]> {
  const response = await fetch(address);
  return response.ok ? readStills(await response.text(), new URL(address, location.href)) : [];
}

export function readStills(text: string, base: URL): Still[] {
  const stills: Still[] = [];
  for (const block of text.replace(/\r\n?/g, "\n").split(/\n{2,}/)) {
    const lines = block.split("\n");
    const timing = lines.findIndex((line) => line.includes("-->"));
    const target = lines[timing + 1];
    if (timing < 0 || !target) continue;
    const [start, end] = (lines[timing] ?? "").split("-->").map((part) => seconds(part.trim().split(/\s/)[0] ?? ""));
    const region = /#xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)$/.exec(target.trim());
    if (start === undefined || end === undefined || Number.isNaN(start + end) || !region) continue;
    const [x = 0, y = 0, width = 0, height = 0] = region.slice(1).map(Number);
    const sheet = new URL(target.trim().slice(0, region.index), base).href;
    stills.push({ start, end, sheet, x, y, width, height });
  }
  return stills;
}

/** The still that stands at `at` seconds; the last one stands to the end. */
export function stillAt(stills: readonly Still[], at: number): Still | null {
  let low = 0;
  let high = stills.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stills[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return stills[Math.max(0, low - 1)] ?? null;
}

/** "01:02:03.400" or "02:03.400" in seconds; NaN for anything else. */
function seconds(stamp: string): number {
  return stamp.split(":").reduce((sum, part) => sum * 60 + Number.parseFloat(part), 0);
}

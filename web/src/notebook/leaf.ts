// A page in tiles: levels from the whole in one square to every pixel, each half as large again as the next.

export interface Leaf {
  readonly tiles: string;
  readonly width: number;
  readonly height: number;
  /** Pixels on a tile's side. */
  readonly side: number;
  readonly levels: number;
  readonly caption: string;
}

/** A square of a level, and where it lies in pixels of the whole page. */
export interface Tile {
  readonly address: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** What of the square is page; the rest is filling. */
  readonly cut: readonly [width: number, height: number];
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function readLeaves(links: readonly HTMLElement[]): Leaf[] {
  return links.map(({ dataset }) => ({
    tiles: dataset.tiles ?? "",
    width: Number(dataset.width),
    height: Number(dataset.height),
    side: Number(dataset.side),
    levels: Number(dataset.levels),
    caption: dataset.caption ?? "",
  }));
}

export function sizeOf({ width, height, levels }: Leaf, level: number): [width: number, height: number] {
  const halved = 2 ** (levels - 1 - level);
  return [Math.max(1, Math.ceil(width / halved)), Math.max(1, Math.ceil(height / halved))];
}

/** The level whose pixels are at least as fine as the screen's at this scale. */
export function levelFor({ levels }: Leaf, scale: number): number {
  const coarser = Math.floor(Math.log2(1 / Math.max(scale, 1e-6)));
  return Math.min(levels - 1, Math.max(0, levels - 1 - Math.max(0, coarser)));
}

/** The tiles of a level that touch a part of the page. */
export function tilesIn(leaf: Leaf, level: number, seen: Rect): Tile[] {
  const [width, height] = sizeOf(leaf, level);
  // Pixels of the page to one of the level.
  const grain = leaf.width / width;
  const span = leaf.side * grain;
  const last = (pixels: number) => Math.ceil(pixels / leaf.side) - 1;
  const range = (from: number, length: number, end: number): [number, number] => [
    Math.max(0, Math.floor(from / span)),
    Math.min(end, Math.floor((from + length) / span)),
  ];
  const [left, right] = range(seen.x, seen.width, last(width));
  const [top, bottom] = range(seen.y, seen.height, last(height));
  const tiles: Tile[] = [];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const cut: [number, number] = [
        Math.min(leaf.side, width - column * leaf.side),
        Math.min(leaf.side, height - row * leaf.side),
      ];
      tiles.push({
        address: `${leaf.tiles}/${level}-${column}-${row}.jpg`,
        x: column * span,
        y: row * span,
        width: cut[0] * grain,
        height: cut[1] * grain,
        cut,
      });
    }
  }
  return tiles;
}

import { levelFor, tilesIn, type Leaf, type Rect, type Tile } from "./leaf";

/** Screen pixels to one of the page, at most. */
const closest = 4;

/** Draws what is seen of a page, coarse tiles under fine ones until those have come. */
export class LeafView {
  private leaf: Leaf | null = null;
  private scale = 1;
  /** Where the page's corner lies, in pixels of the screen. */
  private x = 0;
  private y = 0;
  private readonly images = new Map<string, HTMLImageElement>();
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private drawing = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    new ResizeObserver(() => this.resize()).observe(canvas);
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    });
    canvas.addEventListener("dblclick", ({ offsetX, offsetY }) => this.zoom(2, offsetX, offsetY));
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    });
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, ({ pointerId }) => this.pointers.delete(pointerId));
    }
  }

  show(leaf: Leaf): void {
    this.leaf = leaf;
    this.images.clear();
    this.resize();
    this.fit();
  }

  /** The whole page, in the middle. */
  fit(): void {
    if (!this.leaf) return;
    this.scale = this.whole();
    this.x = (this.canvas.clientWidth - this.leaf.width * this.scale) / 2;
    this.y = (this.canvas.clientHeight - this.leaf.height * this.scale) / 2;
    this.draw();
  }

  /** Closer or further away, with this place of the screen standing still. */
  zoom(by: number, atX = this.canvas.clientWidth / 2, atY = this.canvas.clientHeight / 2): void {
    const scale = Math.min(closest, Math.max(this.whole() / 2, this.scale * by));
    const real = scale / this.scale;
    this.x = atX - (atX - this.x) * real;
    this.y = atY - (atY - this.y) * real;
    this.scale = scale;
    this.draw();
  }

  move(byX: number, byY: number): void {
    this.x += byX;
    this.y += byY;
    this.draw();
  }

  private whole(): number {
    const { clientWidth, clientHeight } = this.canvas;
    const { width, height } = this.leaf ?? { width: 1, height: 1 };
    return Math.max(1e-6, Math.min(clientWidth / width, clientHeight / height) * 0.94);
  }

  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.offsetX, y: event.offsetY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (!other) return this.move(now.x - before.x, now.y - before.y);
    const apart = ({ x, y }: { x: number; y: number }) => Math.hypot(x - other.x, y - other.y);
    this.zoom(apart(now) / Math.max(1, apart(before)), (now.x + other.x) / 2, (now.y + other.y) / 2);
  }

  private resize(): void {
    const { canvas } = this;
    const fine = window.devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * fine), Math.round(canvas.clientHeight * fine)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.draw();
  }

  private draw(): void {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    const { leaf, canvas, scale } = this;
    const brush = canvas.getContext("2d");
    if (!leaf || !brush) return;
    const fine = window.devicePixelRatio;
    // At least a corner of the page stays on the screen.
    const kept = (at: number, length: number, room: number) => Math.min(room - 60, Math.max(60 - length, at));
    this.x = kept(this.x, leaf.width * scale, canvas.clientWidth);
    this.y = kept(this.y, leaf.height * scale, canvas.clientHeight);
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.clearRect(0, 0, canvas.width, canvas.height);
    brush.setTransform(scale * fine, 0, 0, scale * fine, this.x * fine, this.y * fine);
    const seen: Rect = {
      x: -this.x / scale,
      y: -this.y / scale,
      width: canvas.clientWidth / scale,
      height: canvas.clientHeight / scale,
    };
    const finest = levelFor(leaf, scale * fine);
    for (const level of new Set([0, Math.max(0, finest - 1), finest])) {
      for (const tile of tilesIn(leaf, level, seen)) this.put(brush, tile, level === finest || level === 0);
    }
  }

  private put(brush: CanvasRenderingContext2D, tile: Tile, wanted: boolean): void {
    let image = this.images.get(tile.address);
    if (!image && wanted) {
      image = new Image();
      image.addEventListener("load", () => this.draw());
      image.src = tile.address;
      this.images.set(tile.address, image);
    }
    if (!image?.complete || !image.naturalWidth) return;
    brush.drawImage(image, 0, 0, ...tile.cut, tile.x, tile.y, tile.width, tile.height);
  }
}

// From a sofa: in a list marked `data-arrows` the arrow keys go to the nearest link in their direction.

const directions: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function followArrows(root: Document): void {
  root.addEventListener("keydown", (event) => {
    const direction = directions[event.key];
    if (!direction || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const from = root.activeElement;
    const list = from?.closest("[data-arrows]");
    if (!from || !list) return;
    const next = nearest(from, list, direction);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function nearest(from: Element, list: Element, [x, y]: readonly [number, number]): HTMLElement | null {
  const [fromX, fromY] = middle(from);
  let best: HTMLElement | null = null;
  let least = Infinity;
  for (const link of list.querySelectorAll<HTMLElement>("a[href], button")) {
    const [linkX, linkY] = middle(link);
    const ahead = (linkX - fromX) * x + (linkY - fromY) * y;
    const aside = Math.abs((linkX - fromX) * y) + Math.abs((linkY - fromY) * x);
    // What lies straight ahead is nearer than what lies as far aside.
    const far = ahead + 2 * aside;
    if (link === from || ahead <= 1 || far >= least) continue;
    best = link;
    least = far;
  }
  return best;
}

function middle(element: Element): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

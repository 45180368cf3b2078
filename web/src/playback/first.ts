// The film's first segments, asked for while the player's own code is still on its way.

/** Shaka's requests for these addresses are answered by the browser with what is here already. */
export function askFirst(addresses: readonly string[]): void {
  for (const address of addresses) {
    const link = document.createElement("link");
    link.rel = "preload";
    link.as = "fetch";
    link.crossOrigin = "anonymous";
    link.href = address;
    document.head.append(link);
  }
}

export interface Measure {
  readonly millis: number;
  readonly bytes: number;
}

/** How long the largest of them took: the first that is known of the line. Null when it did not come over the line. */
export function measureOf(addresses: readonly string[]): Measure | null {
  const timings = addresses.flatMap(
    (address) => performance.getEntriesByName(new URL(address, location.href).href) as PerformanceResourceTiming[],
  );
  const largest = timings.sort((a, b) => b.encodedBodySize - a.encodedBodySize)[0];
  if (!largest || largest.transferSize < largest.encodedBodySize) return null;
  const millis = largest.responseEnd - (largest.requestStart || largest.startTime);
  return millis > 0 ? { millis, bytes: largest.encodedBodySize } : null;
}

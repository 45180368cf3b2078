// How Shaka Player loads the film: the first picture soon, then the best that the line and the screen carry.

/**
 * The line's speed that the first choice of rendition is made with, in bits per second. It is a quarter of what the
 * line is believed to carry, so that the first segment comes in a quarter of the time it plays; Shaka measures the
 * line on that segment and takes the fitting rendition from the second on.
 */
export function firstEstimate(remembered: number): number {
  const connection = (navigator as { connection?: { downlink?: number } }).connection;
  const believed = remembered || (connection?.downlink ?? 0) * 1e6 || 4e6;
  return Math.min(4e6, Math.max(3e5, believed / 4));
}

/** So low that the smallest picture is chosen: its first segment is here already. */
export const smallestFirst = 1;

export function streamingSettings(estimate: number): object {
  const patience = { maxAttempts: 3, baseDelay: 400, backoffFactor: 2, fuzzFactor: 0.3, timeout: 20_000 };
  return {
    abr: {
      defaultBandwidthEstimate: estimate,
      useNetworkInformation: false,
      restrictToElementSize: true,
      switchInterval: 4,
      // The first segment of a small picture is a measure of the line already.
      advanced: { minTotalBytes: 32_000 },
    },
    manifest: {
      retryParameters: patience,
      disableIFrames: true,
      disableThumbnails: true,
      // The segments carry exact times. Placing them by the playlist's durations would play the sound early by the
      // encoder's priming, which is part of the segment and not of its duration.
      hls: { ignoreManifestTimestampsInSegmentsMode: true },
    },
    streaming: {
      retryParameters: { ...patience, stallTimeout: 8_000, connectionTimeout: 8_000 },
      bufferingGoal: 30,
      bufferBehind: 60,
      // Longer than any film, so that no gap is ever jumped: gaps.ts does that.
      gapPadding: 1e9,
      // With prefetching, the first measure of the line throws away the first segment on its way, to fetch it again
      // in another rendition: the first picture comes a segment later.
      segmentPrefetchLimit: 0,
      lowLatencyMode: false,
      maxDisabledTime: 15,
      ignoreTextStreamFailures: true,
    },
  };
}

import type { Film, Playback, PlaybackEvents } from "./playback";
import { NativePlayback, playsHlsItself } from "./native";
import { StreamedPlayback } from "./streamed";

type Protocol = Playback["protocol"];

/**
 * DASH first: its one manifest names every segment, so the first picture costs a round trip less than by HLS.
 * `?hls`, `?dash` and `?native` in the address ask for one way, for tests and for outside measurements.
 */
export function chooseProtocol(film: Film, address: URL): Protocol | null {
  const streams = "MediaSource" in window || "ManagedMediaSource" in window;
  const able: Record<Protocol, boolean> = {
    dash: streams && film.dash !== "",
    hls: streams && film.hls !== "",
    native: film.hls !== "" && playsHlsItself(),
  };
  const asked = (["dash", "hls", "native"] as const).filter((name) => address.searchParams.has(name));
  return [...asked, "dash" as const, "hls" as const, "native" as const].find((name) => able[name]) ?? null;
}

export async function openPlayback(
  protocol: Protocol,
  film: Film,
  video: HTMLVideoElement,
  subtitles: HTMLElement,
  events: PlaybackEvents,
  first: readonly string[],
): Promise<Playback> {
  switch (protocol) {
    case "dash": {
      const { default: shaka } = await import("./shaka_dash");
      return new StreamedPlayback(shaka, "dash", film.dash, video, subtitles, events, first);
    }
    case "hls": {
      const { default: shaka } = await import("./shaka_hls");
      return new StreamedPlayback(shaka, "hls", film.hls, video, subtitles, events, first);
    }
    case "native":
      return new NativePlayback(film.hls, video, events);
  }
}

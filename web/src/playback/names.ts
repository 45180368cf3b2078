// What a track is called in a menu.

/** The language's name in itself ("Deutsch"), as someone looking for it would read it. */
export function languageName(tag: string): string {
  if (!tag || tag === "und" || tag === "zxx" || tag === "mul") return "";
  try {
    const name = new Intl.DisplayNames([tag, "en"], { type: "language" }).of(tag);
    return name ? name.charAt(0).toLocaleUpperCase(tag) + name.slice(1) : tag;
  } catch {
    return tag;
  }
}

function channelsName(channels: number | null): string {
  switch (channels) {
    case null:
    case 0:
      return "";
    case 1:
      return "mono";
    case 2:
      return "stereo";
    case 6:
      return "5.1";
    case 8:
      return "7.1";
    default:
      return `${channels} channels`;
  }
}

export function soundName(language: string, label: string | null, channels: number | null, place: number): string {
  const name = label || languageName(language) || `Track ${place}`;
  const detail = channelsName(channels);
  return detail && !name.toLowerCase().includes(detail) ? `${name}, ${detail}` : name;
}

export function subtitlesName(language: string, label: string | null, hearingImpaired: boolean, place: number): string {
  const name = label || languageName(language) || `Subtitles ${place}`;
  return hearingImpaired && !/sdh|hearing/i.test(name) ? `${name}, for the hard of hearing` : name;
}

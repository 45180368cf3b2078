// The watch page: builds the player into #player. What it needs is in that element's data- attributes.

import { Announcer } from "./controls/announcer";
import { buildControls } from "./controls/controls";
import { make } from "./controls/elements";
import { nextCard } from "./controls/next";
import { Notes } from "./controls/notes";
import { keepPlace, resumeNotice } from "./controls/resuming";
import { keepSpeed } from "./controls/speed";
import { lengthOf, play, type Stage } from "./controls/stage";
import { arriveAt } from "./playback/editions";
import { chooseProtocol, openPlayback } from "./playback/open";
import { readFilm, type PlaybackEvents, type Trouble } from "./playback/playback";
import { askFirst } from "./playback/first";
import { reportPlayback } from "./playback/reports";
import { reportSeen } from "./playback/seen";
import { resumeAt } from "./playback/resume";
import { openable } from "./playback/sealed";
import { keepSet } from "./night/clock";
import { placeOf, readGathering, seeTogether } from "./night/together";

/** Milliseconds that the film waits for the house's time; without it, it begins and is brought in later. */
const patience = 1500;

const player = document.getElementById("player");
const video = player?.querySelector("video");
if (player && video) void show(player, video);

async function show(player: HTMLElement, video: HTMLVideoElement): Promise<void> {
  const wished = performance.now();
  const film = await openable(readFilm(player));
  reportPlayback(video, wished);
  if (film.back) reportSeen(video, `${film.back}/watch`);
  const stage: Stage = { player, video, film, announcer: new Announcer(), playback: null };
  const subtitles = make("div", "player-subtitles");
  const gathering = readGathering(player);
  const alone = new URL(location.href).searchParams.has("alone");
  // Who sees the film with others stands where they are.
  if (gathering) await Promise.race([keepSet(), new Promise((resolve) => setTimeout(resolve, patience))]);
  const joins = gathering !== null && !alone;
  // Whoever switched editions goes on in the same scene, whoever chose a moment there, else where the film was left.
  const arrived = arriveAt(new URL(location.href));
  const from = joins ? placeOf(gathering.course) : (arrived ?? (film.isTrack ? 0 : resumeAt(film.key)));
  const notes = new Notes(film, () => stage.playback?.tryAgain());
  let refreshChoices = () => {};

  // The film is asked for first and the controls are built while it comes: the first picture does not wait for them.
  const stopped = await startFilm(stage, from, !joins, subtitles, {
    choicesChanged: () => refreshChoices(),
    troubled: (trouble) => tell(trouble, stage, notes),
    recovered: () => notes.clear(),
  });

  const overlays: Node[] = [notes.element];
  if (from > 0 && !joins && arrived === null) overlays.push(resumeNotice(stage, from));
  // Who sees it with others stays with them.
  if (film.next && !joins) overlays.push(nextCard(stage, film.next));
  document.querySelector(".way-back")?.remove();
  player.classList.add("player");
  ({ refreshChoices } = buildControls(stage, overlays, subtitles));
  refreshChoices();
  if (gathering) player.append(seeTogether(stage, gathering, alone));
  keepPlace(stage);
  keepSpeed(stage);
  nameForTheSystem(stage);
  video.addEventListener("waiting", () => notes.filmWaits());
  if (stopped) notes.show(stopped);
}

async function startFilm(
  stage: Stage,
  from: number,
  plays: boolean,
  subtitles: HTMLElement,
  events: PlaybackEvents,
): Promise<Trouble | null> {
  const { player, video, film } = stage;
  const protocol = chooseProtocol(film, new URL(location.href));
  if (!protocol) return "unsupported";
  // Whoever comes back begins elsewhere.
  const first = from === 0 && protocol !== "native" ? film.first : [];
  askFirst(first);
  try {
    stage.playback = await openPlayback(protocol, film, video, subtitles, events, first);
  } catch {
    return "broken";
  }
  player.dataset.protocol = protocol;
  // A showing begins by itself.
  void stage.playback.load(from).then(() => plays && play(video, film.heard ? null : film.poster));
  return null;
}

/** Trouble that may pass is nobody's concern while loaded film is left. */
function tell(trouble: Trouble, { video }: Stage, notes: Notes): void {
  if (trouble === "connection" || trouble === "house" || trouble === "early") {
    notes.expect(trouble, video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !atEnd(video));
    return;
  }
  video.pause();
  notes.show(trouble);
}

function atEnd(video: HTMLVideoElement): boolean {
  return video.ended || (lengthOf(video) > 0 && video.currentTime >= lengthOf(video) - 0.5);
}

/** The keys of keyboards and headsets, and the card on a locked phone. */
function nameForTheSystem({ video, film }: Stage): void {
  if (!("mediaSession" in navigator)) return;
  const artwork = film.poster ? [{ src: film.poster }] : [];
  navigator.mediaSession.metadata = new MediaMetadata({ title: film.title, album: film.of ?? "", artwork });
  navigator.mediaSession.setActionHandler("play", () => play(video));
  navigator.mediaSession.setActionHandler("pause", () => video.pause());
  const { next } = film;
  if (film.isTrack && next) navigator.mediaSession.setActionHandler("nexttrack", () => location.assign(next.address));
}

//! Scripts become films: frame by frame into an encoder, and what is true of them beside it.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, ensure};

use super::chance::Chance;
use super::picture::{Grain, HEIGHT, Picture, WIDTH, Window, real};
use super::pieces::{self, Piece, Set};
use super::script::{self, Colour, Join, Light, Repeat, Script, Take};
use super::truth::{Kind, Mark, Truth};
use crate::engine;

/// A film on disk.
pub(super) struct Composed {
    pub(super) file: PathBuf,
    pub(super) truth: Truth,
}

/// The films of a set, composed unless they are there.
pub(super) fn compose(
    folder: &Path,
    films: &Path,
    set: Set,
    count: usize,
    shots: usize,
) -> anyhow::Result<Vec<Composed>> {
    let name = match set {
        Set::Tune => "tune",
        Set::Report => "report",
    };
    // Another list of pieces makes other films.
    let list: u64 = pieces::LIST
        .bytes()
        .fold(7, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let folder = folder.join(format!(
        "{name}-{count}x{shots}-{}-{:08x}",
        script::VERSION,
        list & 0xffff_ffff
    ));
    fs::create_dir_all(&folder)?;
    let truths = |number: usize| folder.join(format!("{name}-{number:02}.json"));
    if !(0..count).all(|number| truths(number).exists()) {
        let pieces = pieces::load(films, set)?;
        for script in script::scripts(set, &pieces, count, shots) {
            let truth = write(&script, &pieces, &folder)?;
            println!(
                "  composed {}: {}, {} frames, {} transitions",
                script.name,
                script.stock.what,
                truth.frames,
                truth.transitions.len()
            );
            truth.write(&folder.join(format!("{}.json", script.name)))?;
        }
    }
    (0..count)
        .map(|number| {
            Ok(Composed {
                truth: Truth::read(&truths(number))?,
                file: folder.join(format!("{name}-{number:02}.mp4")),
            })
        })
        .collect()
}

fn write(script: &Script, pieces: &[Piece], folder: &Path) -> anyhow::Result<Truth> {
    let stock = &script.stock;
    let file = folder.join(format!("{}.mp4", script.name));
    let mut encoder = engine::program("ffmpeg")?
        .args([
            "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p",
        ])
        .args(["-video_size", &format!("{WIDTH}x{HEIGHT}")])
        .args(["-framerate", &stock.rate.to_string(), "-i", "pipe:0"])
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-crf",
            &stock.crf.to_string(),
        ])
        .args(["-colorspace", "bt709", "-color_range", "tv"])
        .arg(&file)
        .stdin(Stdio::piped())
        .spawn()?;
    let mut printer = Printer {
        sink: BufWriter::new(encoder.stdin.take().context("the encoder's end")?),
        chance: Chance::new(script.name.bytes().map(u64::from).sum()),
        grain: None,
        letterbox: stock.letterbox,
        repeat: stock.repeat,
        taken: 0,
        written: 0,
    };
    if stock.grain > 0.0 {
        printer.grain = Some(Grain::new(stock.grain, &mut printer.chance));
    }
    let mut marks = Vec::new();
    play(script, pieces, &mut printer, &mut marks)?;
    let frames = printer.written;
    drop(printer);
    ensure!(encoder.wait()?.success(), "{} was not encoded", file.display());
    Ok(Truth {
        name: script.name.clone(),
        what: stock.what.into(),
        rate: stock.rate,
        frames,
        transitions: marks,
        lights: script.shots.iter().map(|take| take.events.len()).sum(),
    })
}

/// Puts frames on the grid of the file.
struct Printer<W: Write> {
    sink: W,
    chance: Chance,
    grain: Option<Grain>,
    letterbox: bool,
    repeat: Repeat,
    /// Frames that came in, and that went out.
    taken: usize,
    written: usize,
}

impl<W: Write> Printer<W> {
    fn print(&mut self, mut picture: Picture) -> anyhow::Result<()> {
        if self.letterbox {
            picture = picture.letterboxed();
        }
        if let Some(grain) = &self.grain {
            picture = picture.grained(grain, &mut self.chance);
        }
        let times = match self.repeat {
            Repeat::Once => 1,
            Repeat::Twice => 2,
            Repeat::TwoThree => 2 + self.taken % 2,
        };
        for _ in 0..times {
            self.sink.write_all(&picture.0)?;
        }
        self.taken += 1;
        self.written += times;
        Ok(())
    }
}

fn play<W: Write>(
    script: &Script,
    pieces: &[Piece],
    printer: &mut Printer<W>,
    marks: &mut Vec<Mark>,
) -> anyhow::Result<()> {
    let black = Colour::BLACK.picture();
    // Frames of the shot that went by in the transition into it.
    let mut begun = 0;
    for (number, take) in script.shots.iter().enumerate() {
        let shot = Shot {
            take,
            piece: pieces.get(take.piece).context("a piece")?,
            before: begun,
        };
        if number == 0 {
            for n in 0..script.fade_in {
                let part = 256 * n / script.fade_in;
                printer.print(black.clone().mixed(&shot.at(0), part))?;
            }
        }
        for n in 0..take.pure {
            printer.print(shot.lit(n))?;
        }
        let Some(join) = script.joins.get(number) else {
            close(script, &shot, printer, marks)?;
            continue;
        };
        let next = script.shots.get(number + 1).context("a shot after a join")?;
        let incoming = Shot {
            take: next,
            piece: pieces.get(next.piece).context("a piece")?,
            before: 0,
        };
        let first = printer.written;
        begun = cross(*join, &shot, &incoming, printer)?;
        marks.push(Mark {
            first,
            frames: printer.written - first,
            kind: match join {
                Join::Cut => Kind::Cut,
                Join::Dissolve(_) => Kind::Dissolve,
                Join::Fade { .. } => Kind::Fade,
            },
        });
    }
    Ok(())
}

/// Prints the frames of a transition; answers how many of the incoming shot's went by.
fn cross<W: Write>(join: Join, old: &Shot, new: &Shot, printer: &mut Printer<W>) -> anyhow::Result<usize> {
    let pure = old.take.pure;
    match join {
        Join::Cut => Ok(0),
        Join::Dissolve(frames) => {
            for n in 0..frames {
                let part = 256 * (n + 1) / (frames + 1);
                printer.print(old.at(pure + n).mixed(&new.at(n), part))?;
            }
            Ok(frames)
        }
        Join::Fade {
            out,
            stays,
            back,
            colour,
        } => {
            let colour = colour.picture();
            for n in 0..out {
                printer.print(old.at(pure + n).mixed(&colour, 256 * (n + 1) / out))?;
            }
            for _ in 0..stays {
                printer.print(colour.clone())?;
            }
            for n in 0..back {
                printer.print(colour.clone().mixed(&new.at(n), 256 * (n + 1) / (back + 1)))?;
            }
            Ok(back)
        }
    }
}

/// The end of the film: out to black, which stays for a second, or nothing.
fn close<W: Write>(
    script: &Script,
    shot: &Shot,
    printer: &mut Printer<W>,
    marks: &mut Vec<Mark>,
) -> anyhow::Result<()> {
    if script.fade_out == 0 {
        return Ok(());
    }
    let black = Colour::BLACK.picture();
    let first = printer.written;
    for n in 0..script.fade_out {
        let part = 256 * (n + 1) / script.fade_out;
        printer.print(shot.at(shot.take.pure + n).mixed(&black, part))?;
    }
    marks.push(Mark {
        first,
        frames: printer.written - first,
        kind: Kind::Fade,
    });
    for _ in 0..25 {
        printer.print(black.clone())?;
    }
    Ok(())
}

/// A take with its frames.
struct Shot<'a> {
    take: &'a Take,
    piece: &'a Piece,
    /// Frames before the first pure one.
    before: usize,
}

impl Shot<'_> {
    /// The frame `n` of the shot as counted from its first pure one if nothing came before; the incoming side of a
    /// transition counts from the first mixed one.
    fn at(&self, n: usize) -> Picture {
        let take = self.take;
        let frames = self.piece.frames.len();
        let step = self.before + n;
        // To and fro: 0 1 2 3 2 1 0 1 ...
        let round = (2 * frames - 2).max(1);
        let start = if take.backwards {
            round - take.from
        } else {
            take.from
        };
        let place = (start + step) % round;
        let index = if place < frames { place } else { round - place };
        let mut picture = match self.piece.frames.get(index) {
            Some(picture) => picture.clone(),
            None => Colour::BLACK.picture(),
        };
        if take.mirrored {
            picture = picture.mirrored();
        }
        let (from, to) = take.windows;
        if from.size < 1.0 || to.size < 1.0 {
            let part = real(step) / real(self.take.pure + 40);
            let window = from.between(to, part.min(1.0));
            picture = picture.through(Window { ..window });
        }
        picture.graded(&take.grade)
    }

    /// A pure frame, with what lights it.
    fn lit(&self, n: usize) -> Picture {
        let mut picture = self.at(n);
        for event in &self.take.events {
            let Some(since) = n.checked_sub(event.first).filter(|since| *since < event.frames) else {
                continue;
            };
            match &event.light {
                Light::Flash(strength) => {
                    let left = strength * (event.frames - since) / event.frames;
                    picture = picture.mixed(&Picture::plain(235, 128, 128), left);
                }
                Light::Strobe { on, off, grade } => {
                    if since % (on + off) < *on {
                        picture = picture.graded(grade);
                    }
                }
            }
        }
        picture
    }
}

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use engine::{Engine, EngineError, LookRequest, Looked, Roll};
use house::Digest;
use house::analyse::look::{Eye, LooksError, LooksWriter};
use house::analyse::picture::StillPicker;
use house::encode::Piece;
use house::master::PictureConform;
use media::frames::Planes;
use media::time::FrameNo;
use serde::{Deserialize, Serialize};

use super::super::{Failure, Job, Outcome, Work};
use super::kept::{self, PieceNotes};

/// Looks at a run of frames of a tape. Leaves behind: the looks, the stills, and [`PieceNotes`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookOver {
    /// Vault object of the tape.
    pub source: Digest,
    pub container: String,
    pub picture: PictureConform,
    pub piece: Piece,
    /// Size of the small pictures.
    pub width: u32,
    pub height: u32,
    pub engine: String,
}

impl Job for LookOver {
    const KIND: &'static str = "look-over";
    const VERSION: u32 = 2;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let request = self.request(work)?;
        let (looks, stills, notes) = (
            work.scratch("looks"),
            work.scratch("stills"),
            work.scratch("notes"),
        );
        let mut desk = Desk::open(&self, looks.clone(), work.scratch("roll.y4m"))?;
        let looked = work
            .workshop
            .engine
            .look(&request, |frame, planes| desk.see(frame, planes), &work.watch())
            .await;
        let looked = damage_is_no_failure(looked, &request, &work.workshop.engine).await?;
        let missing = desk.fill_up(&self)?;
        let (frames, roll) = desk.close()?;
        let lengths = work
            .workshop
            .engine
            .develop(roll, looked.colours, &stills, &work.watch())
            .await?;
        kept::write(
            &notes,
            &PieceNotes {
                stills: frames.into_iter().zip(lengths).collect(),
                fields: kept::counted(looked.fields),
                missing,
                complaints: looked.complaints,
            },
        )?;
        let mut outputs = Vec::new();
        for path in [looks, stills, notes] {
            outputs.push(work.keep(path).await?.digest);
        }
        Ok(Outcome {
            outputs,
            effects: Vec::new(),
        })
    }
}

impl LookOver {
    /// The piece, and the frame before it, which its first frame is compared with.
    fn request(&self, work: &Work) -> Result<LookRequest, Failure> {
        let before = u64::from(self.piece.first_frame > 0);
        Ok(LookRequest {
            reading: work
                .workshop
                .reading(&self.source, &self.container, &self.picture)?,
            first_frame: self.piece.first_frame - before,
            frames: self.piece.frames + before,
            width: self.width,
            height: self.height,
        })
    }
}

/// A decoder that gave up at a damaged place has given what came before it; that counts. One that was killed has not.
async fn damage_is_no_failure(
    looked: Result<Looked, EngineError>,
    request: &LookRequest,
    engine: &Engine,
) -> Result<Looked, Failure> {
    match looked {
        Err(EngineError::Failed { how, tail, .. }) if how.starts_with("exit code") => Ok(Looked {
            colours: engine.look_colours(&request.reading).await?,
            complaints: vec![how, tail],
            ..Looked::default()
        }),
        other => Ok(other?),
    }
}

/// Where frames become looks and stills.
struct Desk {
    eye: Eye,
    picker: StillPicker,
    looks: LooksWriter<BufWriter<File>>,
    looks_path: PathBuf,
    roll: Roll,
    aside: Option<(FrameNo, Vec<u8>)>,
    kept: Vec<FrameNo>,
    /// The next frame whose look is written.
    next: u64,
    size: (u32, u32),
}

impl Desk {
    fn open(job: &LookOver, looks_path: PathBuf, roll: PathBuf) -> Result<Self, Failure> {
        let file = File::create(&looks_path).map_err(|error| Failure::io(&looks_path, &error))?;
        let first = FrameNo(job.piece.first_frame);
        let looks =
            LooksWriter::new(BufWriter::new(file), first).map_err(|error| of_looks(&looks_path, error))?;
        Ok(Self {
            eye: Eye::new(),
            picker: StillPicker::new(job.picture.rate),
            looks,
            looks_path,
            roll: Roll::create(&roll, job.width, job.height)?,
            aside: None,
            kept: Vec::new(),
            next: first.0,
            size: (job.width, job.height),
        })
    }

    fn see(&mut self, frame: FrameNo, planes: Planes<'_>) -> Result<(), EngineError> {
        let look = self.eye.see(planes);
        if frame.0 < self.next {
            return Ok(());
        }
        self.next = frame.0 + 1;
        self.looks
            .write(&look)
            .map_err(|error| of_looks(&self.looks_path, error))?;
        let pick = self.picker.see(frame, &look);
        if pick.keep {
            self.keep()?;
        }
        if pick.put_aside {
            let (number, bytes) = self.aside.get_or_insert((frame, Vec::new()));
            *number = frame;
            bytes.clear();
            for plane in [planes.luma, planes.cb, planes.cr] {
                bytes.extend_from_slice(plane);
            }
        }
        Ok(())
    }

    fn keep(&mut self) -> Result<(), EngineError> {
        let Some((frame, bytes)) = self.aside.take() else {
            return Ok(());
        };
        let size = (usize::try_from(self.size.0), usize::try_from(self.size.1));
        if let (Ok(width), Ok(height)) = size
            && let Some(planes) = Planes::split(width, height, &bytes)
        {
            self.roll.put(&planes)?;
            self.kept.push(frame);
        }
        Ok(())
    }

    /// Frames that could not be had are black; answers how many.
    fn fill_up(&mut self, job: &LookOver) -> Result<u64, Failure> {
        let end = job.piece.first_frame + job.piece.frames;
        let missing = end.saturating_sub(self.next);
        let (Ok(width), Ok(height)) = (usize::try_from(job.width), usize::try_from(job.height)) else {
            return Ok(missing);
        };
        if missing > 0 {
            let mut black = vec![16; width * height];
            black.resize(Planes::bytes_of(width, height), 128);
            for frame in self.next..end {
                if let Some(planes) = Planes::split(width, height, &black) {
                    self.see(FrameNo(frame), planes)?;
                }
            }
        }
        Ok(missing)
    }

    fn close(mut self) -> Result<(Vec<FrameNo>, Roll), Failure> {
        self.keep()?;
        let path = self.looks_path;
        self.looks
            .finish()
            .map_err(|error| Failure::from(of_looks(&path, error)))?;
        Ok((self.kept, self.roll))
    }
}

fn of_looks(path: &std::path::Path, error: LooksError) -> EngineError {
    let source = match error {
        LooksError::Io(error) => error,
        other => std::io::Error::other(other),
    };
    EngineError::File {
        path: path.to_owned(),
        source,
    }
}

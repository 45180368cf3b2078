use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program, QUIETLY};
use crate::{Engine, EngineError, Watch};

/// Films that the engine paints itself, for houses without network and for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoFilm {
    /// A slow dive into the Mandelbrot set over a chord, 1280x720, 24 frames a second, 30 s.
    Dive,
    /// Cells living and dying in colour over a pulse, 1280x720, 30000/1001 frames a second, 30 s.
    Life,
}

/// Seconds of each painted film.
const LENGTH: u32 = 30;

impl Engine {
    /// Writes an MP4 with H.264 and AAC.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn generate_demo(&self, film: DemoFilm, out: &Path, watch: &Watch) -> Result<(), EngineError> {
        let (picture, sound, frames) = match film {
            DemoFilm::Dive => (DIVE, CHORD, LENGTH * 24),
            DemoFilm::Life => (LIFE, PULSE, LENGTH * 30 * 1000 / 1001 + 1),
        };
        let codecs = [
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-c:a", "aac", "-b:a", "192000",
        ];
        self.paint(picture, sound, frames, &codecs, "mp4", out, watch)
            .await
    }

    /// A flash and a click at every whole second, for tests of sync: QuickTime, 320x180, 25 frames a second, three
    /// white frames each time; stereo at 48 kHz without priming, 10 ms of 1 kHz each time.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn generate_sync_film(
        &self,
        seconds: u32,
        out: &Path,
        watch: &Watch,
    ) -> Result<(), EngineError> {
        let picture = format!(
            "testsrc2=s=320x180:r=25:d={seconds},eq=brightness=-0.3:contrast=0.4,\
             drawbox=c=white:t=fill:enable='lt(mod(n,25),3)',format=yuv420p"
        );
        let sound = format!(
            "aevalsrc='if(lt(mod(n,48000),480),0.8*sin(2*PI*1000*t),0)':c=mono:s=48000:d={seconds},\
             aformat=channel_layouts=stereo"
        );
        let codecs = [
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-crf",
            "18",
            "-c:a",
            "pcm_s16le",
        ];
        self.paint(
            &picture,
            &sound,
            seconds.saturating_mul(25),
            &codecs,
            "mov",
            out,
            watch,
        )
        .await
    }

    #[expect(clippy::too_many_arguments, reason = "one film each line, only called above")]
    async fn paint(
        &self,
        picture: &str,
        sound: &str,
        frames: u32,
        codecs: &[&str],
        container: &str,
        out: &Path,
        watch: &Watch,
    ) -> Result<(), EngineError> {
        let inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound];
        let mapping = ["-map", "0:v", "-map", "1:a", "-shortest", "-threads", "2"];
        let end = [
            "-flags",
            "+bitexact",
            "-fflags",
            "+bitexact",
            "-f",
            container,
            "fd:",
        ];
        let arguments: Vec<OsString> = [&QUIETLY[..], &inputs, &mapping, codecs, &end]
            .concat()
            .into_iter()
            .map(OsString::from)
            .collect();
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: None,
            beside: None,
            output: Output::File(out.to_owned()),
            measure: Measure::Frames,
            total: frames.into(),
            time_limit: Duration::from_secs(3600),
        };
        self.run(call, watch).await?;
        Ok(())
    }
}

const DIVE: &str = "mandelbrot=s=640x360:rate=24:start_scale=2.4:end_scale=0.004:end_pts=720:start_x=-0.743643887:\
    start_y=-0.131825904:inner=period:maxiter=500,trim=end_frame=720,\
    hue=H=0.15*t,eq=saturation=0.8:contrast=0.9,scale=1280:720:flags=lanczos,setsar=1,format=yuv420p";

const CHORD: &str = "aevalsrc='0.12*(sin(2*PI*110*t)+0.8*sin(2*PI*165*t*(1+0.0004*sin(t)))+0.6*sin(2*PI*220*t)\
    +0.4*sin(2*PI*277.18*t)*sin(0.21*t)^2+0.4*sin(2*PI*329.63*t)*cos(0.17*t)^2)*min(1,t/2)*min(1,(30-t)/3)\
    |0.12*(sin(2*PI*110.4*t)+0.8*sin(2*PI*164.8*t)+0.6*sin(2*PI*220.3*t)\
    +0.4*sin(2*PI*277.18*t)*cos(0.21*t)^2+0.4*sin(2*PI*329.63*t)*sin(0.17*t)^2)*min(1,t/2)*min(1,(30-t)/3)'\
    :s=48000:d=30";

const LIFE: &str = "life=s=320x180:rate=30000/1001:mold=12:ratio=0.18:seed=7:life_color=#ffd27a:death_color=#7a2f8f:\
    mold_color=#10131f:stitch=1,trim=end_frame=900,scale=1280:720:flags=bicubic,gblur=sigma=2,setsar=1,format=yuv420p";

const PULSE: &str = "aevalsrc='0.5*sin(2*PI*(55+30*exp(-20*mod(t,0.5)))*t)*exp(-7*mod(t,0.5))\
    +0.1*sin(2*PI*(220*pow(2,floor(mod(t*4,5))/5))*t)*exp(-9*mod(t,0.25))':s=48000:d=30.03,\
    aformat=channel_layouts=stereo";

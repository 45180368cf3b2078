use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use super::{PosterCandidate, PosterRequest};
use crate::child::{Call, Measure, Output, Program, QUIETLY};
use crate::stills::jpegs;
use crate::{Engine, EngineError, Watch};

impl Engine {
    /// A card in two quiet colours, the same for the same film.
    pub(super) async fn paint_card(
        &self,
        request: &PosterRequest,
        folder: &Path,
        watch: &Watch,
    ) -> Result<PosterCandidate, EngineError> {
        let seed = request.reading.source_frames % 1000;
        let card = format!(
            "gradients=s={}x{}:c0=0x2f4858:c1=0xf2b880:n=2:type=radial:seed={seed}:duration=1:rate=1,\
             scale=out_color_matrix=bt601:out_range=pc,format=yuv420p",
            request.width, request.height
        );
        let input = ["-f", "lavfi", "-i", &card, "-frames:v", "1"];
        let mut arguments: Vec<OsString> = QUIETLY.iter().chain(&input).map(OsString::from).collect();
        arguments.extend(jpegs().map(OsString::from));
        arguments.push("fd:".into());
        let path = folder.join("poster-card.jpg");
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: None,
            beside: None,
            output: Output::File(path.clone()),
            measure: Measure::Frames,
            total: 1,
            time_limit: Duration::from_secs(120),
        };
        self.run(call, watch).await?;
        self.measured(path, 0, watch).await
    }
}

//! What a model hears in raw sound (32-bit floats, one channel, 16 kHz), for measurements:
//! `hear MODEL FILE`: a line of JSON for each word, then one with the seconds that it took.

use std::io::{Write, stdout};
use std::path::Path;
use std::time::Instant;

use speech::{Listener, ModelFolder, RATE};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(model), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("hear MODEL FILE".into());
    };
    let bytes = std::fs::read(file)?;
    let samples: Vec<f32> = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    let began = Instant::now();
    let mut listener = Listener::load(ModelFolder::open(Path::new(&model))?)?;
    let loaded = began.elapsed();
    let all = 0..samples.len();
    let heard = listener.hear(&samples, &[all], None, |_| true)?;
    let mut out = stdout().lock();
    for word in heard.lines.iter().flat_map(|line| &line.words) {
        let (start, end) = (word.span.start.seconds_number(), word.span.end.seconds_number());
        let word = serde_json::json!({ "word": word.text, "start_s": start, "end_s": end });
        writeln!(out, "{word}")?;
    }
    let seconds = |time: std::time::Duration| time.as_secs_f64();
    let speed = serde_json::json!({
        "load_s": seconds(loaded),
        "hear_s": seconds(began.elapsed() - loaded),
        "sound_s": samples.len() as f64 / f64::from(RATE),
    });
    writeln!(out, "{speed}")?;
    Ok(())
}

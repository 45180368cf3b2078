//! How loud recordings are, by tenths of a second; `tenth` is how many samples make one.

/// Amplitude of so many decibels.
pub(crate) fn gain(decibels: f64) -> f32 {
    10_f64.powf(decibels / 20.0) as f32
}

fn powers(sound: &[f32], tenth: usize) -> Vec<f64> {
    let power = |samples: &[f32]| {
        let squares = samples.iter().map(|sample| f64::from(*sample).powi(2));
        squares.sum::<f64>() / tenth as f64
    };
    sound.chunks_exact(tenth).map(power).collect()
}

/// Amplitude of the loud half, so that pauses do not count.
pub(crate) fn level(sound: &[f32], tenth: usize) -> f64 {
    let mut powers = powers(sound, tenth);
    powers.sort_unstable_by(f64::total_cmp);
    let loud = powers.get(powers.len() / 2..).unwrap_or_default();
    (loud.iter().sum::<f64>() / loud.len().max(1) as f64)
        .sqrt()
        .max(1e-9)
}

/// Tenths in which something is heard: not `below` decibels under the level; pauses of up to `bridge` tenths count.
pub(crate) fn active(sound: &[f32], tenth: usize, below: f64, bridge: usize) -> Vec<bool> {
    let least = level(sound, tenth).powi(2) * 10_f64.powf(-below / 10.0);
    let mut heard: Vec<bool> = powers(sound, tenth).iter().map(|power| *power > least).collect();
    let mut last = None;
    for at in 0..heard.len() {
        if heard.get(at) != Some(&true) {
            continue;
        }
        if let Some(before) = last
            && at - before <= bridge + 1
            && let Some(pause) = heard.get_mut(before..at)
        {
            pause.fill(true);
        }
        last = Some(at);
    }
    heard
}

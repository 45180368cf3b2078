/// Frames that one look at the pace takes in, and how far apart looks are: 8 s and 1 s.
const WINDOW: usize = 800;
const HOP: usize = 100;
/// Beats are 0.25 to 1.2 s apart: 50 to 240 a minute.
const LEAST_LAG: usize = 25;
const MOST_LAG: usize = 120;
const LAGS: usize = MOST_LAG - LEAST_LAG + 1;
/// What a change of pace costs, for each doubling.
const CHANGE: f32 = 25.0;
/// Where the pulse is weaker nobody would tap.
const LEAST_CLARITY: f32 = 0.08;

/// The pace at one look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Frames from beat to beat.
    pub(super) lag: f32,
    /// How well the blows repeat at it: 0 to 1.
    clarity: f32,
}

/// A stretch of one pace, in frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) percent: u8,
}

/// The likeliest course of the pace: each look says how well each distance of beats fits, changes have their price.
pub(super) fn paces(blows: &[f32]) -> Vec<Pace> {
    let looks = (blows.len().saturating_sub(WINDOW) / HOP + 1).max(1);
    let mut fits = Vec::with_capacity(looks);
    for look in 0..looks {
        let end = (look * HOP + WINDOW).min(blows.len());
        fits.push(fit(blows.get(look * HOP..end).unwrap_or_default()));
    }
    let mut scores = [0.0_f32; LAGS];
    let mut ways: Vec<[u8; LAGS]> = Vec::with_capacity(looks);
    for (fit, _) in &fits {
        let mut next = [0.0_f32; LAGS];
        let mut way = [0_u8; LAGS];
        for (to, (next, way)) in next.iter_mut().zip(&mut way).enumerate() {
            let price =
                |from: usize| CHANGE * ((to + LEAST_LAG) as f32 / (from + LEAST_LAG) as f32).log2().abs();
            let mut best = f32::MIN;
            for (from, score) in scores.iter().enumerate() {
                let score = score - price(from);
                if score > best {
                    (best, *way) = (score, from as u8);
                }
            }
            *next = best + fit.get(to).copied().unwrap_or_default();
        }
        let top = next.iter().fold(f32::MIN, |top, score| top.max(*score));
        scores = next.map(|score| score - top);
        ways.push(way);
    }
    let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    let mut lag = best.map_or(0, |(lag, _)| lag);
    let mut paces = Vec::with_capacity(looks);
    for (way, (_, repeats)) in ways.iter().zip(&fits).rev() {
        paces.push(Pace {
            lag: fine(repeats, lag),
            clarity: repeats.get(lag + LEAST_LAG).copied().unwrap_or_default(),
        });
        lag = way.get(lag).copied().map_or(0, usize::from);
    }
    paces.reverse();
    paces
}

/// How well each distance fits, and how well the blows repeat at each lag.
fn fit(blows: &[f32]) -> ([f32; LAGS], Vec<f32>) {
    let mean = blows.iter().sum::<f32>() / blows.len().max(1) as f32;
    let blows: Vec<f32> = blows.iter().map(|blow| blow - mean).collect();
    // A blow is as broad as a window; neighbours count too, or tempos between whole lags would be lost.
    let smooth: Vec<f32> = (0..blows.len())
        .map(|at| {
            let value = |at: usize| blows.get(at).copied().unwrap_or_default();
            0.5 * value(at) + 0.25 * (value(at + 1) + if at > 0 { value(at - 1) } else { 0.0 })
        })
        .collect();
    let zero: f32 = smooth.iter().map(|blow| blow * blow).sum::<f32>().max(1e-6);
    let repeat = |lag: usize| {
        let later = smooth.get(lag..).unwrap_or_default();
        let pairs = later.chunks(8).zip(smooth.chunks(8));
        let mut lanes = [0.0_f32; 8];
        for (later, now) in pairs {
            for ((lane, later), now) in lanes.iter_mut().zip(later).zip(now) {
                *lane += later * now;
            }
        }
        let share = later.len() as f32 / smooth.len().max(1) as f32;
        lanes.iter().sum::<f32>() / zero / share.max(0.2)
    };
    let repeats: Vec<f32> = (0..=4 * MOST_LAG).map(repeat).collect();
    let mut fits = [0.0; LAGS];
    for (number, fit) in fits.iter_mut().enumerate() {
        let lag = number + LEAST_LAG;
        // Multiples may lie between whole frames.
        let at = |times: usize| {
            let near = repeats.get(lag * times - times / 2..=lag * times + times / 2);
            near.unwrap_or_default()
                .iter()
                .fold(0.0, |most: f32, repeat| most.max(*repeat))
        };
        // People tap nearest to two beats a second (Parncutt 1994).
        let octaves = (lag as f32 / 50.0).log2();
        let liking = (-0.5 * (octaves / 0.8).powi(2)).exp();
        // What repeats as well at half the distance is a pulse of twice the pace.
        let half = repeats.get(lag / 2).copied().unwrap_or_default().max(0.0);
        *fit = 4.0 * liking * (0.7 * at(1) + 0.9 * at(2) + 0.3 * at(3) + at(4) - 0.4 * half);
    }
    (fits, repeats)
}

/// The lag to fractions of a frame, by the fourth repetition.
fn fine(repeats: &[f32], number: usize) -> f32 {
    let lag = number + LEAST_LAG;
    let (from, to) = (lag * 4 - 2, lag * 4 + 2);
    let best = (from..=to).max_by(|a, b| {
        let value = |at: usize| repeats.get(at).copied().unwrap_or(f32::MIN);
        value(*a).total_cmp(&value(*b))
    });
    best.map_or(lag as f32, |best| best as f32 / 4.0)
}

pub(super) fn lag_at(paces: &[Pace], frame: usize) -> f32 {
    let look = (frame.saturating_sub(WINDOW / 2) / HOP).min(paces.len().saturating_sub(1));
    paces.get(look).map_or(50.0, |pace| pace.lag)
}

/// Stretches with a clear pulse, cut where the pace changes by more than a fifteenth.
pub(super) fn stretches(paces: &[Pace], frames: usize) -> Vec<Stretch> {
    let mut found = Vec::new();
    let alike = |a: &Pace, b: &Pace| (a.lag / b.lag).max(b.lag / a.lag) < 1.07;
    let mut first = 0;
    for run in paces.chunk_by(alike) {
        let last = first + run.len();
        let clarity = run.iter().map(|pace| pace.clarity).sum::<f32>() / run.len().max(1) as f32;
        // A look tells of its middle; the first and the last also of what is before and after.
        let start = if first == 0 {
            0
        } else {
            first * HOP + WINDOW / 2 - HOP / 2
        };
        let end = if last == paces.len() {
            frames
        } else {
            last * HOP + WINDOW / 2 - HOP / 2
        };
        if clarity >= LEAST_CLARITY && end.min(frames) > start + 300 {
            found.push(Stretch {
                start,
                end: end.min(frames),
                percent: (clarity * 100.0).clamp(0.0, 100.0) as u8,
            });
        }
        first = last;
    }
    found
}

/// Hundredths of a beat a minute, by the mean of the middle half of the distances; `None` with fewer than four beats.
pub(super) fn centi_bpm(beats: &[usize]) -> Option<u32> {
    let mut steps: Vec<usize> = beats
        .iter()
        .zip(beats.iter().skip(1))
        .map(|(now, then)| then.abs_diff(*now))
        .collect();
    if steps.len() < 3 {
        return None;
    }
    steps.sort_unstable();
    let middle = steps
        .get(steps.len() / 4..steps.len() - steps.len() / 4)
        .unwrap_or_default();
    let sum: usize = middle.iter().sum();
    let mean = sum as f64 / middle.len().max(1) as f64;
    (mean > 0.0).then(|| (600_000.0 / mean).round() as u32)
}

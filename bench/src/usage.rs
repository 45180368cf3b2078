//! What a process has used, from `/proc` (proc(5)).

use std::fs;

use anyhow::Context;

/// Processor seconds of a process with all its threads, user and system together.
pub(crate) fn processor_seconds(pid: u32) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in brackets may hold anything; what counts comes after it. utime and stime are fields 14 and 15.
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .map_or("", |(_, rest)| rest)
        .split_whitespace()
        .collect();
    let ticks = |field: usize| -> anyhow::Result<f64> {
        Ok(fields
            .get(field - 3)
            .with_context(|| format!("/proc/{pid}/stat"))?
            .parse::<f64>()?)
    };
    let per_second = f64::from(u32::try_from(rustix::param::clock_ticks_per_second())?);
    Ok((ticks(14)? + ticks(15)?) / per_second)
}

/// Bytes of anonymous memory (heap and stacks, not the page cache) that are in RAM.
pub(crate) fn anonymous_memory(pid: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .context("no RssAnon")?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1_024)
}

pub(crate) fn children(pid: u32) -> anyhow::Result<Vec<u32>> {
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
    Ok(list
        .split_whitespace()
        .filter_map(|pid| pid.parse().ok())
        .collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_process_uses_something() {
        let pid = std::process::id();
        assert!(super::anonymous_memory(pid).unwrap() > 0);
        assert!(super::processor_seconds(pid).unwrap() >= 0.0);
    }
}

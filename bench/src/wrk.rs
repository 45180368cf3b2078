//! Load from wrk: 64 connections that ask for a list of addresses in turn.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::child::run;

pub(crate) const CONNECTIONS: u32 = 64;

/// What came back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) requests: f64,
    pub(crate) bytes: f64,
}

/// For how long.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    Seconds(u32),
    /// Every address once.
    Once,
}

/// `paths` from the server at `address`, from processor `processor`.
pub(crate) fn load(
    folder: &Path,
    processor: usize,
    address: SocketAddr,
    paths: &[String],
    length: Length,
) -> anyhow::Result<Answered> {
    let script = folder.join("load.lua");
    fs::write(&script, lua(paths, length)?)?;
    let seconds = match length {
        Length::Seconds(seconds) => seconds,
        Length::Once => 120,
    };
    let output = run(Command::new("taskset")
        .args(["-c", &processor.to_string(), "wrk", "-t1"])
        .arg(format!(
            "-c{}",
            CONNECTIONS.min(u32::try_from(paths.len()).unwrap_or(CONNECTIONS).max(1))
        ))
        .arg(format!("-d{seconds}s"))
        .args(["--timeout", "30s", "-s"])
        .arg(&script)
        .arg(format!("http://{address}/")))?;
    let text = String::from_utf8_lossy(&output);
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("answered "))
        .with_context(|| text.to_string())?;
    let numbers: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let [requests, bytes, errors] = numbers[..] else {
        anyhow::bail!("wrk said {line}");
    };
    ensure!(
        errors == 0.0,
        "{errors} of {requests} requests to {address} failed"
    );
    Ok(Answered { requests, bytes })
}

fn lua(paths: &[String], length: Length) -> anyhow::Result<String> {
    let mut script = String::from("local paths = {\n");
    for path in paths {
        writeln!(script, "  {},", serde_json::to_string(path)?)?;
    }
    script.push_str(
        "}\nlocal at = 0\n\
         function request()\n  at = at % #paths + 1\n  return wrk.format('GET', paths[at])\nend\n\
         function done(summary)\n  local e = summary.errors\n\
         \x20 io.write(string.format('answered %d %d %d\\n', summary.requests, summary.bytes,\n\
         \x20   e.connect + e.read + e.write + e.status + e.timeout))\nend\n",
    );
    if let Length::Once = length {
        script.push_str(
            // Stopping its thread is not enough: wrk sleeps through its whole duration unless a signal wakes it.
            "local ffi = require('ffi')\nffi.cdef('int getpid(void); int kill(int, int);')\nlocal answers = 0\n\
             function response()\n  answers = answers + 1\n\
             \x20 if answers == #paths then wrk.thread:stop(); ffi.C.kill(ffi.C.getpid(), 2) end\nend\n",
        );
    }
    Ok(script)
}

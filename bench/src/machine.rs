//! What the figures were measured on: figures without it say nothing.

use std::fs;
use std::process::Command;

pub(crate) fn describe() {
    println!("machine");
    println!(
        "  processor  {}, {} of them",
        processor(),
        std::thread::available_parallelism().map_or(0, usize::from)
    );
    println!("  kernel     {}", first_line(Command::new("uname").args(["-sr"])));
    println!("  nginx      {}", first_line(Command::new("nginx").arg("-v")));
    println!(
        "  chromium   {}",
        first_line(Command::new("chromium").args(["--version", "--no-sandbox"]))
    );
    println!(
        "  node       {}",
        first_line(Command::new("node").arg("--version"))
    );
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name"));
    name.map_or_else(
        || "unknown".to_owned(),
        |name| name.trim_start_matches(['\t', ' ', ':']).to_owned(),
    )
}

fn first_line(command: &mut Command) -> String {
    let Ok(output) = command.output() else {
        return "not found".to_owned();
    };
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

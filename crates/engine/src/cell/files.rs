//! Which files the child may open by name: its own program and libraries, to read. Landlock (Linux 5.13 or newer).

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope,
};

/// What a dynamically linked ffmpeg opens on its own: libraries, the loader's cache, the number of processors.
const LIBRARIES: &[&str] = &[
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/nix/store",
];
/// What tesseract knows its languages by.
const LETTERS: &[&str] = &[
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
];
const FACTS: &[&str] = &[
    "/etc/ld.so.cache",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/self",
    "/sys/devices/system/cpu",
];

/// The newest rules asked for; an older kernel takes those it knows.
const RULES: ABI = ABI::V6;

pub(super) fn restrict(program: Option<&Path>) -> Result<(), String> {
    let status = apply(program).map_err(|error| format!("Landlock: {error}"))?;
    match status {
        RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
        RulesetStatus::NotEnforced => Err("this kernel has no Landlock, so children can read files".into()),
    }
}

fn apply(program: Option<&Path>) -> Result<RulesetStatus, landlock::RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let run = read | AccessFs::Execute;
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(RULES))?
        .handle_access(AccessNet::from_all(RULES))?
        .scope(Scope::from_all(RULES))?
        .create()?;
    for path in LIBRARIES.iter().map(PathBuf::from).chain(beside(program, "lib")) {
        rules = allow(rules, &path, run)?;
    }
    let known = FACTS.iter().chain(LETTERS).map(PathBuf::from);
    for path in known.chain(beside(program, "share/tessdata")) {
        rules = allow(rules, &path, read)?;
    }
    if let Some(program) = program {
        rules = allow(rules, program, run)?;
    }
    Ok(rules.restrict_self()?.ruleset)
}

/// An operator's own build may carry its libraries in `../lib`, its languages in `../share/tessdata`.
fn beside(program: Option<&Path>, folder: &str) -> Option<PathBuf> {
    Some(program?.parent()?.parent()?.join(folder))
}

fn allow(
    rules: landlock::RulesetCreated,
    path: &Path,
    mut access: BitFlags<AccessFs>,
) -> Result<landlock::RulesetCreated, landlock::RulesetError> {
    // What is not there needs no rule.
    let Ok(opened) = PathFd::new(path) else {
        return Ok(rules);
    };
    if !path.is_dir() {
        access &= AccessFs::from_file(RULES);
    }
    rules.add_rule(PathBeneath::new(opened, access))
}

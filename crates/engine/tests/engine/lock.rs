//! What a program inside the cell can no longer do. Landlock may be missing on a kernel; then reading by name is left
//! out, as the report says.

use std::io::{BufRead, Read};
use std::process::{Command, Output};

use engine::Sandbox;

use crate::stage::stage;

fn in_cell(program: &str, arguments: &[&str]) -> Output {
    let spec = format!(
        r#"{{"program":"{program}","parent":{},"limits":{{"memory":1073741824,"cpu_seconds":20,"file_size":1000000,"nice":0}}}}"#,
        std::process::id()
    );
    Command::new(env!("CARGO_BIN_EXE_engine-cell"))
        .args(["engine-cell", &spec])
        .args(arguments)
        .output()
        .unwrap()
}

#[tokio::test]
async fn nothing_but_what_was_handed_over() {
    let stage = stage().await;
    assert!(in_cell("/bin/true", &[]).status.success());

    let file = stage.path("made");
    let wrote = in_cell("/usr/bin/touch", &[file.to_str().unwrap()]);
    assert!(!wrote.status.success() && !file.exists());

    let spawned = in_cell("/bin/bash", &["-c", "/bin/true | /bin/true"]);
    let words = String::from_utf8_lossy(&spawned.stderr).into_owned();
    assert!(words.contains("fork"), "{words}");

    let called = in_cell("/bin/bash", &["-c", "exec 3<>/dev/tcp/127.0.0.1/9"]);
    let words = String::from_utf8_lossy(&called.stderr).into_owned();
    assert!(words.contains("not permitted"), "{words}");

    if stage.engine.report().await.unwrap().sandbox == Sandbox::Full {
        std::fs::write(&file, b"secret").unwrap();
        let read = in_cell("/bin/cat", &[file.to_str().unwrap()]);
        assert!(!read.status.success() && read.stdout.is_empty());
        assert!(!in_cell("/bin/cat", &["/etc/passwd"]).status.success());
    }
}

#[tokio::test]
async fn a_cell_whose_caller_is_gone_does_not_start() {
    let spec = r#"{"program":"/bin/true","parent":1,"limits":{"memory":1073741824,"cpu_seconds":20,"file_size":0,"nice":0}}"#;
    let output = Command::new(env!("CARGO_BIN_EXE_engine-cell"))
        .args(["engine-cell", spec])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(125));
    assert!(String::from_utf8_lossy(&output.stderr).contains("gone"));
}

#[test]
fn a_child_dies_with_its_caller() {
    let spec = r#"{\"program\":\"/bin/bash\",\"parent\":$$,\"limits\":{\"memory\":1073741824,\"cpu_seconds\":20,\"file_size\":0,\"nice\":0}}"#;
    // The child waits for words that never come; it would speak up after half a minute.
    let child = r#"echo begun; read -t 30 words; echo survived"#;
    let caller = format!(
        "{} engine-cell \"{spec}\" -c '{child}' <&0 & wait",
        env!("CARGO_BIN_EXE_engine-cell")
    );
    let mut caller = Command::new("/bin/bash")
        .args(["-c", &caller])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = std::io::BufReader::new(caller.stdout.take().unwrap());
    let mut begun = String::new();
    said.read_line(&mut begun).unwrap();
    assert_eq!(begun, "begun\n");
    let stdin = caller.stdin.take();
    caller.kill().unwrap();
    caller.wait().unwrap();
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    drop(stdin);
}

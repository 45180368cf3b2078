//! How the house tells how it does: metrics, traces, a log for programs.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::stage::{Stage, until};
use crate::visitor::get;

/// A collector: takes one request and answers it.
fn collect(listener: &TcpListener) -> Value {
    let (mut stream, _) = listener.accept().unwrap();
    let mut request = Vec::new();
    let mut block = [0; 65_536];
    loop {
        let n = stream.read(&mut block).unwrap();
        request.extend_from_slice(&block[..n]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("Content-Length: "))
            .unwrap()
            .parse()
            .unwrap();
        if body.len() >= length {
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
            stream.write_all(answer.as_bytes()).unwrap();
            return serde_json::from_str(body).unwrap();
        }
    }
}

#[test]
fn the_house_tells_prometheus_a_collector_and_the_log() {
    let stage = Stage::new();
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = stage.house().join("marquee.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let address = collector.local_addr().unwrap();
    let more = format!("metrics = \"{metrics}\"\notlp = \"http://{address}\"\n");
    std::fs::write(
        &config,
        text.replace("[observe]\n", &format!("[observe]\n{more}")),
    )
    .unwrap();

    let server = stage.serve(&["--no-work", "--log", "json"]);
    assert_eq!(get(&server.site, "/title/never-was?viewer=ana").status, 404);
    let traces = collect(&collector);
    let spans = &traces["resourceSpans"][0]["scopeSpans"][0]["spans"];
    let span = spans
        .as_array()
        .unwrap()
        .iter()
        .find(|span| span["name"] == "request")
        .unwrap();
    let told = span.to_string();
    assert!(told.contains("/title/{slug}") && told.contains("404"), "{told}");
    assert!(!traces.to_string().contains("viewer"), "{traces}");

    let told = get(&format!("http://{metrics}"), "/metrics").text();
    assert!(
        told.contains("marquee_http_requests_total{route=\"/title/{slug}\",status=\"404\"} 1"),
        "{told}"
    );
    until("the gate's age is told", || {
        get(&format!("http://{metrics}"), "/metrics")
            .text()
            .contains("marquee_gate_table_age_seconds")
            .then_some(())
    });
    assert_eq!(get(&format!("http://{metrics}"), "/").status, 404);
    prometheus_agrees(&told);

    let (ended_well, log) = server.end();
    assert!(ended_well);
    let lines: Vec<Value> = log
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let answered = lines.iter().find(|line| line["message"] == "answered").unwrap();
    assert_eq!(
        (&answered["route"], &answered["status"]),
        (&"/title/{slug}".into(), &404.into())
    );
    assert!(log.iter().all(|line| !line.contains("viewer")), "{log:?}");
}

/// Prometheus's own program, where it is at hand.
fn prometheus_agrees(text: &str) {
    let mut promtool = Command::new("promtool");
    promtool
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let Ok(mut child) = promtool.spawn() else {
        println!("left out: promtool is not at hand");
        return;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
}

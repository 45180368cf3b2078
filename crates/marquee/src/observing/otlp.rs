//! Traces for a collector that lies near (OTLP over HTTP, JSON encoding; opentelemetry.io/docs/specs/otlp): requests and
//! jobs as spans. A collector that is slow or gone costs the house nothing: spans are dropped.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, ensure};
use house::{Clock, Instant};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context as Place;
use tracing_subscriber::registry::LookupSpan;

use crate::clock::SystemClock;

const WAITING: usize = 4_096;
const BATCH: usize = 512;
const EVERY: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(5);
/// Spans that are told; those of libraries are not.
const OURS: [&str; 2] = ["request", "job"];

static SENDER: OnceLock<Sender<Span>> = OnceLock::new();

pub(super) fn is_on() -> bool {
    SENDER.get().is_some()
}

pub(super) fn is_ours(name: &str) -> bool {
    OURS.contains(&name)
}

/// A finished span.
#[derive(Debug)]
struct Span {
    name: &'static str,
    trace: u128,
    id: u64,
    parent: Option<u64>,
    begun: Instant,
    ended: Instant,
    fields: Vec<(&'static str, Value)>,
}

/// Gathers spans from `tracing`.
pub(super) struct Traces;

/// What is kept with a span while it lasts.
struct Kept {
    trace: u128,
    id: u64,
    parent: Option<u64>,
    begun: Instant,
    fields: Fields,
}

#[derive(Default)]
struct Fields(Vec<(&'static str, Value)>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), json!({ "stringValue": value })));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0
            .push((field.name(), json!({ "intValue": value.to_string() })));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0
            .push((field.name(), json!({ "intValue": value.to_string() })));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.push((field.name(), json!({ "boolValue": value })));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

impl<S> Layer<S> for Traces
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, place: Place<'_, S>) {
        let Some(span) = place.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let above = span.parent().and_then(|parent| {
            let extensions = parent.extensions();
            extensions.get::<Kept>().map(|kept| (kept.trace, kept.id))
        });
        let kept = Kept {
            trace: above.map_or_else(random, |(trace, _)| trace),
            id: rand::random::<u64>().max(1),
            parent: above.map(|(_, parent)| parent),
            begun: SystemClock.now(),
            fields,
        };
        span.extensions_mut().insert(kept);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, place: Place<'_, S>) {
        if let Some(span) = place.span(id)
            && let Some(kept) = span.extensions_mut().get_mut::<Kept>()
        {
            values.record(&mut kept.fields);
        }
    }

    fn on_close(&self, id: Id, place: Place<'_, S>) {
        let Some(span) = place.span(&id) else { return };
        let kept = span.extensions_mut().remove::<Kept>();
        if let (Some(kept), Some(sender)) = (kept, SENDER.get()) {
            // Full: the collector does not keep up, and nobody waits for it.
            let _ = sender.try_send(Span {
                name: span.name(),
                trace: kept.trace,
                id: kept.id,
                parent: kept.parent,
                begun: kept.begun,
                ended: SystemClock.now(),
                fields: kept.fields.0,
            });
        }
    }
}

/// Never 0, as ids must be.
fn random() -> u128 {
    rand::random::<u128>().max(1)
}

/// Begins to tell the collector at `endpoint` ("http://127.0.0.1:4318"), until the program ends.
pub fn begin(endpoint: &str, house: &str) {
    let (sender, receiver) = channel(WAITING);
    if SENDER.set(sender).is_ok() {
        tokio::spawn(tell(endpoint.to_owned(), house.to_owned(), receiver));
    }
}

async fn tell(endpoint: String, house: String, mut receiver: Receiver<Span>) {
    let mut failing = false;
    loop {
        tokio::time::sleep(EVERY).await;
        let mut spans = Vec::new();
        while spans.len() < BATCH {
            match receiver.try_recv() {
                Ok(span) => spans.push(span),
                Err(_) => break,
            }
        }
        if spans.is_empty() {
            continue;
        }
        let body = request(&house, &spans).to_string();
        let sent = tokio::time::timeout(PATIENCE, post(&endpoint, &body)).await;
        match sent.unwrap_or_else(|_| Err(anyhow::anyhow!("it does not answer"))) {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                tracing::warn!("the collector of traces is not reached, spans are dropped: {error:#}");
                failing = true;
            }
            Err(_) => {}
        }
    }
}

/// `ExportTraceServiceRequest` in protobuf's JSON.
fn request(house: &str, spans: &[Span]) -> Value {
    let text = |key: &str, value: &str| json!({ "key": key, "value": { "stringValue": value } });
    json!({ "resourceSpans": [{
        "resource": { "attributes": [
            text("service.name", "marquee"),
            text("service.version", env!("CARGO_PKG_VERSION")),
            text("service.namespace", house),
        ]},
        "scopeSpans": [{
            "scope": { "name": "marquee" },
            "spans": spans.iter().map(span).collect::<Vec<_>>(),
        }],
    }]})
}

fn span(span: &Span) -> Value {
    // Enumeration SpanKind: 1 internal, 2 server.
    let kind = if span.name == "request" { 2 } else { 1 };
    let attributes = span.fields.iter();
    let attributes = attributes.map(|(key, value)| json!({ "key": key, "value": value }));
    json!({
        "traceId": format!("{:032x}", span.trace),
        "spanId": format!("{:016x}", span.id),
        "parentSpanId": span.parent.map_or_else(String::new, |parent| format!("{parent:016x}")),
        "name": span.name,
        "kind": kind,
        "startTimeUnixNano": nanos(span.begun),
        "endTimeUnixNano": nanos(span.ended),
        "attributes": attributes.collect::<Vec<_>>(),
    })
}

fn nanos(at: Instant) -> String {
    (i128::from(at.micros()) * 1_000).to_string()
}

/// One request on a connection of its own.
async fn post(endpoint: &str, body: &str) -> anyhow::Result<()> {
    let host = endpoint
        .strip_prefix("http://")
        .context("an address that begins with http://")?;
    let mut stream = TcpStream::connect(host).await.with_context(|| host.to_owned())?;
    let head = format!(
        "POST /v1/traces HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(4_096).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split_whitespace().nth(1).unwrap_or_default();
    ensure!(status.starts_with('2'), "it answers {status}");
    Ok(())
}

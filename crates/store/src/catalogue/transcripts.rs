//! What is said and written on assets, and what was corrected by hand.

use house::Instant;
use house::analyse::words::{Correction, Transcript, TranscriptSource, align, corrected, shown};
use house::analyse::{Line, Span, Word};
use house::id::AssetId;
use house::team::Actor;

use super::Catalogue;
use super::audit::{self, Change};
use super::columns::{Columns, from_json, to_bigint, to_json};
use super::search;
use crate::StoreError;
use crate::db::{Connection, Row, query};
use sqlx::AssertSqlSafe;

/// Lines that are written at once.
const AT_ONCE: usize = 100;

impl Catalogue {
    /// Puts a transcript that somebody brought in, in the place of the earlier one of its source and language.
    pub async fn put_transcript(&self, actor: &Actor, transcript: &Transcript) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        put(&mut write, transcript).await?;
        let after = serde_json::json!({
            "source": transcript.source,
            "language": transcript.language,
            "engine": transcript.engine,
            "lines": transcript.lines.len(),
        });
        let change = Change::new("words.put", "asset", &transcript.asset).after(&after)?;
        audit::record(&mut write, actor, self.now(), change).await?;
        write.commit().await?;
        Ok(())
    }

    /// All transcripts of an asset, as they were made.
    pub async fn transcripts(&self, asset: &AssetId) -> Result<Vec<Transcript>, StoreError> {
        read_all(&mut *self.readers().begin().await?, asset).await
    }

    /// What is read and searched: of each language the best transcript, with its corrections; said before written.
    pub async fn words(&self, asset: &AssetId) -> Result<Vec<Transcript>, StoreError> {
        words(&mut *self.readers().begin().await?, asset).await
    }

    /// The oldest first.
    pub async fn corrections(&self, asset: &AssetId) -> Result<Vec<Correction>, StoreError> {
        corrections(&mut *self.readers().begin().await?, asset).await
    }

    /// Keeps a correction; one of the same place and of the same words takes the place of the earlier one.
    pub async fn correct_words(&self, asset: &AssetId, correction: &Correction) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query(
            "INSERT INTO corrections (asset, language, said, start_micros, end_micros, original, text, actor, made)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (asset, language, said, start_micros, end_micros, original)
             DO UPDATE SET text = excluded.text, actor = excluded.actor, made = excluded.made",
        )
        .bind(asset.as_str())
        .bind(&correction.language)
        .bind(correction.said)
        .bind(correction.span.start.micros())
        .bind(correction.span.end.micros())
        .bind(&correction.original)
        .bind(&correction.text)
        .bind(correction.by.to_string())
        .bind(correction.made.micros())
        .execute(&mut *write)
        .await?;
        search::index_asset(&mut write, asset).await?;
        let change = Change::new("words.correct", "asset", asset)
            .before(&place_and(correction, &correction.original))?
            .after(&place_and(correction, &correction.text))?;
        audit::record(&mut write, &correction.by, self.now(), change).await?;
        write.commit().await?;
        Ok(())
    }

    /// Takes back every correction of the asset that touches `span`; answers them.
    pub async fn restore_words(
        &self,
        actor: &Actor,
        asset: &AssetId,
        span: Span,
    ) -> Result<Vec<Correction>, StoreError> {
        let mut write = self.write().await?;
        let mut taken = corrections(&mut write, asset).await?;
        taken.retain(|correction| correction.span.overlaps(span));
        for correction in &taken {
            query("DELETE FROM corrections WHERE asset = $1 AND start_micros = $2 AND end_micros = $3 AND original = $4")
                .bind(asset.as_str())
                .bind(correction.span.start.micros())
                .bind(correction.span.end.micros())
                .bind(&correction.original)
                .execute(&mut *write)
                .await?;
            let change = Change::new("words.restore", "asset", asset)
                .before(&place_and(correction, &correction.text))?
                .after(&place_and(correction, &correction.original))?;
            audit::record(&mut write, actor, self.now(), change).await?;
        }
        search::index_asset(&mut write, asset).await?;
        write.commit().await?;
        Ok(taken)
    }
}

/// What the log says of a correction.
fn place_and(correction: &Correction, text: &str) -> serde_json::Value {
    serde_json::json!({ "start_micros": correction.span.start.micros(), "text": text })
}

pub(super) async fn put(connection: &mut Connection, transcript: &Transcript) -> Result<(), StoreError> {
    make_room(connection, transcript).await?;
    write(connection, transcript).await?;
    if transcript.timed && transcript.source.is_said() {
        give_times(connection, transcript).await?;
    }
    search::index_asset(connection, &transcript.asset).await
}

/// What was brought in without times, before the house had heard the asset, gets them now.
async fn give_times(connection: &mut Connection, heard: &Transcript) -> Result<(), StoreError> {
    for mut brought in read_all(connection, &heard.asset).await? {
        if !brought.timed
            && brought.source == TranscriptSource::Imported
            && let Some(aligned) = align(&brought.lines, &heard.lines)
        {
            brought.lines = aligned.lines;
            brought.timed = true;
            write(connection, &brought).await?;
        }
    }
    Ok(())
}

/// What the house hears on an asset is one transcript: one in another language was a mistake of an earlier model.
async fn make_room(connection: &mut Connection, heard: &Transcript) -> Result<(), StoreError> {
    if heard.source != TranscriptSource::Whisper {
        return Ok(());
    }
    for statement in [
        "DELETE FROM transcript_lines WHERE transcript IN
         (SELECT id FROM transcripts WHERE asset = $1 AND source = $2 AND language <> $3)",
        "DELETE FROM transcripts WHERE asset = $1 AND source = $2 AND language <> $3",
    ] {
        query(statement)
            .bind(heard.asset.as_str())
            .bind(heard.source.as_str())
            .bind(&heard.language)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn write(connection: &mut Connection, transcript: &Transcript) -> Result<(), StoreError> {
    let row = query(
        "INSERT INTO transcripts (id, asset, source, language, engine, made, timed)
         VALUES ((SELECT coalesce(max(id), 0) + 1 FROM transcripts), $1, $2, $3, $4, $5, $6)
         ON CONFLICT (asset, source, language)
         DO UPDATE SET engine = excluded.engine, made = excluded.made, timed = excluded.timed
         RETURNING id",
    )
    .bind(transcript.asset.as_str())
    .bind(transcript.source.as_str())
    .bind(&transcript.language)
    .bind(&transcript.engine)
    .bind(transcript.made.micros())
    .bind(transcript.timed)
    .fetch_one(&mut *connection)
    .await?;
    let id = row.bigint("id")?;
    query("DELETE FROM transcript_lines WHERE transcript = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    for (chunk, lines) in transcript.lines.chunks(AT_ONCE).enumerate() {
        let mut insert = query(insert_of(lines.len()));
        for (at, line) in lines.iter().enumerate() {
            insert = insert
                .bind(id)
                .bind(to_bigint((chunk * AT_ONCE + at) as u64)?)
                .bind(line.span.start.micros())
                .bind(line.span.end.micros())
                .bind(&line.text)
                .bind(&line.speaker)
                .bind(words_json(line)?);
        }
        insert.execute(&mut *connection).await?;
    }
    Ok(())
}

fn insert_of(rows: usize) -> AssertSqlSafe<String> {
    let row = |row: usize| {
        let places: Vec<String> = (1..=7).map(|n| format!("${}", row * 7 + n)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    AssertSqlSafe(format!(
        "INSERT INTO transcript_lines (transcript, place, start_micros, end_micros, text, speaker, words) VALUES {}",
        rows.join(", ")
    ))
}

/// From the line's start, so that numbers are short.
fn words_json(line: &Line) -> Result<Option<String>, StoreError> {
    if line.words.is_empty() {
        return Ok(None);
    }
    let from = line.span.start.micros();
    let words: Vec<(i64, i64, &str)> = line
        .words
        .iter()
        .map(|word| {
            let (start, end) = (word.span.start.micros(), word.span.end.micros());
            (
                start.saturating_sub(from),
                end.saturating_sub(from),
                word.text.as_str(),
            )
        })
        .collect();
    to_json(&words).map(Some)
}

fn read_line(row: &Row) -> Result<Line, StoreError> {
    let from = row.bigint("start_micros")?;
    let words: Vec<(i64, i64, String)> = match row.text_or_none("words")? {
        Some(text) => from_json(&text, "words")?,
        None => Vec::new(),
    };
    Ok(Line {
        span: Span::of_micros(from, row.bigint("end_micros")?),
        text: row.text("text")?,
        speaker: row.text_or_none("speaker")?,
        words: words
            .into_iter()
            .map(|(start, end, text)| Word {
                span: Span::of_micros(from.saturating_add(start), from.saturating_add(end)),
                text,
            })
            .collect(),
    })
}

async fn read_all(connection: &mut Connection, asset: &AssetId) -> Result<Vec<Transcript>, StoreError> {
    let rows = query("SELECT * FROM transcripts WHERE asset = $1 ORDER BY source, language")
        .bind(asset.as_str())
        .fetch_all(&mut *connection)
        .await?;
    let mut transcripts = Vec::with_capacity(rows.len());
    for row in &rows {
        let lines = query("SELECT * FROM transcript_lines WHERE transcript = $1 ORDER BY place")
            .bind(row.bigint("id")?)
            .fetch_all(&mut *connection)
            .await?;
        transcripts.push(Transcript {
            asset: row.parsed("asset")?,
            source: row.parsed("source")?,
            language: row.text("language")?,
            engine: row.text_or_none("engine")?,
            made: row.instant("made")?,
            timed: row.flag("timed")?,
            lines: lines.iter().map(read_line).collect::<Result<_, _>>()?,
        });
    }
    Ok(transcripts)
}

async fn corrections(connection: &mut Connection, asset: &AssetId) -> Result<Vec<Correction>, StoreError> {
    let rows = query("SELECT * FROM corrections WHERE asset = $1 ORDER BY made, start_micros, original")
        .bind(asset.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Correction {
                span: Span::of_micros(row.bigint("start_micros")?, row.bigint("end_micros")?),
                language: row.text("language")?,
                said: row.flag("said")?,
                original: row.text("original")?,
                text: row.text("text")?,
                by: row.parsed("actor")?,
                made: Instant::from_micros(row.bigint("made")?),
            })
        })
        .collect()
}

pub(super) async fn words(
    connection: &mut Connection,
    asset: &AssetId,
) -> Result<Vec<Transcript>, StoreError> {
    let made = corrections(connection, asset).await?;
    let transcripts = shown(read_all(connection, asset).await?);
    Ok(transcripts.into_iter().map(|one| corrected(one, &made)).collect())
}

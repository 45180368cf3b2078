//! The parts of a title: added, put in order and taken out by the same rules by which a sheet is read.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use house::Instant;
use house::id::TitleId;
use house::release::sheet::{Archive, Described, Kept, Sheet, difference};
use house::release::{ExtraKind, Part, PartKind, Title, Words, faults, slug};
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::ToSchema;

use super::{Body, Page, Told};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A part of a title; it is a title itself, under its own id.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartRecord {
    id: String,
    slug: String,
    /// Its name within the title.
    part: String,
    name: String,
    kind: KindWord,
    /// Of an extra.
    #[schema(required)]
    extra: Option<String>,
    #[schema(required)]
    season: Option<u32>,
    /// Of an episode or a track.
    #[schema(required)]
    number: Option<u32>,
}

#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindWord {
    Edition,
    Episode,
    Extra,
    Album,
    Track,
}

/// A part to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPart {
    name: String,
    kind: KindWord,
    /// Of an extra: trailer, behind-the-scenes, interview, concert-clip, demo-tape, notebook.
    extra: Option<String>,
    season: Option<u32>,
    number: Option<u32>,
    /// The end of its address; made of its name or number when it is left out.
    part: Option<String>,
}

/// The parts in the order in which they shall stand: all of them, by their ids. Kinds stay together.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartOrder {
    order: Vec<String>,
}

/// The parts of a title
#[utoipa::path(get, path = "/api/v1/titles/{id}/parts", tag = "titles", params(("id" = String, Path)),
    responses((status = 200, body = Page<PartRecord>), (status = 404)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Page<PartRecord>>, Problem> {
    let tree = tree(&site, &id).await?;
    Ok(Told(Page::whole(tree.parts.iter().filter_map(record).collect())))
}

/// Add a part to a title
#[utoipa::path(post, path = "/api/v1/titles/{id}/parts", tag = "titles", params(("id" = String, Path)),
    request_body = NewPart, responses((status = 201, body = PartRecord), (status = 404)))]
pub(crate) async fn add(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(new): Body<NewPart>,
) -> Result<Response, Problem> {
    let kind = kind_of(&new)?;
    let name = Words::Name
        .check(&new.name)
        .map_err(|error| Problem::invalid("name", error))?;
    let part_name = match new.part {
        Some(part) if slug(&part) != part => {
            return Err(Problem::invalid(
                "part",
                format!("this cannot end an address; '{}' can", slug(&part)),
            ));
        }
        Some(part) => part,
        None => kind.part_name(&name),
    };
    let after = change(&site, &member, &id, |sheet| {
        let mut texts = Title::new(TitleId::random(), String::new(), name, Instant::from_micros(0));
        texts.part = Some(Part {
            of: id.clone(),
            name: part_name.clone(),
            place: 0,
            kind,
        });
        sheet.parts.push(Described {
            texts,
            film: None,
            still: None,
            place: 0,
        });
        Ok(())
    })
    .await?;
    let is_new = |title: &&Title| title.part.as_ref().is_some_and(|part| part.name == part_name);
    let record = after.parts.iter().find(is_new).and_then(record);
    let record = record.ok_or_else(|| Problem::internal("the new part is not there"))?;
    let place = [(
        axum::http::header::LOCATION,
        format!("/api/v1/titles/{}", record.id),
    )];
    Ok((StatusCode::CREATED, place, Told(record)).into_response())
}

/// Put the parts of a title in another order
#[utoipa::path(patch, path = "/api/v1/titles/{id}/parts", tag = "titles", params(("id" = String, Path)),
    request_body = PartOrder, responses((status = 200, body = Page<PartRecord>), (status = 404)))]
pub(crate) async fn reorder(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(wanted): Body<PartOrder>,
) -> Result<Told<Page<PartRecord>>, Problem> {
    let after = change(&site, &member, &id, |sheet| {
        let place = |part: &Described| wanted.order.iter().position(|id| *id == part.texts.id.as_str());
        let is_whole =
            wanted.order.len() == sheet.parts.len() && sheet.parts.iter().all(|part| place(part).is_some());
        if !is_whole {
            return Err(Problem::invalid("order", "name every part of the title once"));
        }
        sheet.parts.sort_by_key(place);
        Ok(())
    })
    .await?;
    Ok(Told(Page::whole(after.parts.iter().filter_map(record).collect())))
}

/// Take a part out of a title
///
/// It is withdrawn, and stays in the house as a title by itself.
#[utoipa::path(delete, path = "/api/v1/titles/{id}/parts/{part}", tag = "titles",
    params(("id" = String, Path), ("part" = String, Path)), responses((status = 204), (status = 404)))]
pub(crate) async fn remove(
    State(site): State<Arc<Site>>,
    member: Member,
    Named((id, part)): Named<(TitleId, TitleId)>,
) -> Result<StatusCode, Problem> {
    change(&site, &member, &id, |sheet| {
        let before = sheet.parts.len();
        sheet.parts.retain(|own| own.texts.id != part);
        if sheet.parts.len() == before {
            return Err(Problem::NotFound);
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn tree(site: &Site, id: &TitleId) -> Result<Kept, Problem> {
    site.catalogue.tree(id).await?.ok_or(Problem::NotFound)
}

/// Changes what is kept as a sheet would, and answers what is kept then.
async fn change(
    site: &Site,
    member: &Member,
    id: &TitleId,
    act: impl FnOnce(&mut Sheet) -> Result<(), Problem>,
) -> Result<Kept, Problem> {
    let kept = tree(site, id).await?;
    if kept.title.part.is_some() {
        return Err(Problem::Refused(
            "this is a part itself; parts belong to a whole title".into(),
        ));
    }
    let mut sheet = Sheet::of(&kept);
    act(&mut sheet)?;
    sheet
        .parts
        .sort_by_key(|part| part.texts.part.as_ref().map(|part| part.kind.rank()));
    for (place, part) in (0..).zip(&mut sheet.parts) {
        if let Some(part) = &mut part.texts.part {
            part.place = place;
        }
    }
    let parts: Vec<Title> = sheet.parts.iter().map(|part| part.texts.clone()).collect();
    if let Some((_, sentence)) = faults(&kept.title, &parts).into_iter().next() {
        return Err(Problem::Invalid {
            field: None,
            sentence,
        });
    }
    let titles = site.catalogue.titles().await?;
    let taken = |slug: &str| titles.iter().find(|title| title.slug == slug).cloned();
    let archive = Archive::new(&[]);
    let found = difference(&sheet, Some(&kept), &taken, archive, ("", site.clock.now()));
    let found = found.map_err(|mistakes| {
        let sentences = mistakes.0.into_iter().map(|mistake| mistake.sentence);
        Problem::Refused(sentences.collect::<Vec<_>>().join("; "))
    })?;
    let applied = site
        .catalogue
        .apply_sheet(&member.actor, Some(&kept), &found, kept.sheet.as_deref());
    match applied.await {
        Err(StoreError::Stale) => Err(Problem::Refused(
            "somebody else changed this title at the same moment; look at it again".into(),
        )),
        Err(error) => Err(error.into()),
        Ok(()) => tree(site, id).await,
    }
}

fn kind_of(new: &NewPart) -> Result<PartKind, Problem> {
    let needed = |field: &str, number: Option<u32>| {
        number.ok_or_else(|| Problem::invalid(field, format!("this kind of part needs '{field}'")))
    };
    Ok(match new.kind {
        KindWord::Edition => PartKind::Edition,
        KindWord::Album => PartKind::Album,
        KindWord::Episode => PartKind::Episode {
            season: needed("season", new.season)?,
            number: needed("number", new.number)?,
        },
        KindWord::Track => PartKind::Track {
            number: needed("number", new.number)?,
        },
        KindWord::Extra => {
            let word = new.extra.as_deref().unwrap_or_default();
            let kind: Result<ExtraKind, _> = word.parse();
            PartKind::Extra {
                kind: kind.map_err(|error| Problem::invalid("extra", error))?,
            }
        }
    })
}

fn record(title: &Title) -> Option<PartRecord> {
    let part = title.part.as_ref()?;
    let (kind, extra, season, number) = match part.kind {
        PartKind::Edition => (KindWord::Edition, None, None, None),
        PartKind::Episode { season, number } => (KindWord::Episode, None, Some(season), Some(number)),
        PartKind::Extra { kind } => (KindWord::Extra, Some(kind.as_str().to_owned()), None, None),
        PartKind::Album => (KindWord::Album, None, None, None),
        PartKind::Track { number } => (KindWord::Track, None, None, Some(number)),
    };
    Some(PartRecord {
        id: title.id.to_string(),
        slug: title.slug.clone(),
        part: part.name.clone(),
        name: title.name.clone(),
        kind,
        extra,
        season,
        number,
    })
}

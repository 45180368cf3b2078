use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use house::id::TitleId;
use house::release::{Credit, Title, free_slug, slug};
use serde::{Deserialize, Serialize};
use store::{ListedTitle, StoreError, TitleQuery, TitleSort, TitleStanding};
use utoipa::{IntoParams, ToSchema};

use super::patch::present;
use super::{Body, IfMatch, Page, Query, Versioned, When, one_of, page};
use crate::media::picture_address;
use crate::pages::Poster;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A title as a list shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct TitleLine {
    id: String,
    /// Last part of its page's address.
    slug: String,
    name: String,
    #[schema(required)]
    tagline: Option<String>,
    #[schema(required)]
    year: Option<String>,
    /// Address of its poster.
    #[schema(required)]
    poster: Option<String>,
    /// loose (no release), draft, coming, showing, closed or withdrawn.
    #[schema(schema_with = one_of::title_standing)]
    standing: &'static str,
    #[schema(required)]
    opens: Option<When>,
    #[schema(required)]
    closes: Option<When>,
    made: When,
    changed: When,
    version: u64,
}

/// Everything that a title's page says.
#[derive(Serialize, ToSchema)]
pub(crate) struct TitleRecord {
    id: String,
    slug: String,
    name: String,
    #[schema(required)]
    tagline: Option<String>,
    #[schema(required)]
    synopsis: Option<String>,
    credits: Vec<CreditRecord>,
    #[schema(required)]
    year: Option<String>,
    #[schema(required)]
    first_shown: Option<String>,
    languages: Vec<String>,
    advisories: Vec<String>,
    tags: Vec<String>,
    #[schema(required)]
    licence: Option<String>,
    #[schema(required)]
    licence_url: Option<String>,
    #[schema(required)]
    attribution: Option<String>,
    #[schema(required)]
    source_url: Option<String>,
    #[schema(required)]
    poster: Option<String>,
    made: When,
    version: u64,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreditRecord {
    /// "Camera", "Music".
    role: String,
    name: String,
}

/// A new title; its address is made from its name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTitle {
    name: String,
}

/// What to change: a field that is left out stays, null takes the line off the page.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TitleChange {
    name: Option<String>,
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    tagline: Option<Option<String>>,
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    synopsis: Option<Option<String>>,
    /// Replaces all credits.
    credits: Option<Vec<CreditRecord>>,
    /// Year or EDTF date of the film.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    year: Option<Option<String>>,
    /// EDTF date of the first showing.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    first_shown: Option<Option<String>>,
    languages: Option<Vec<String>>,
    advisories: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    licence: Option<Option<String>>,
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    licence_url: Option<Option<String>>,
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    attribution: Option<Option<String>>,
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    source_url: Option<Option<String>>,
}

/// Which titles to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TitlesAsked {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
    /// name, made or changed; with a minus sign in front the other way round.
    sort: Option<String>,
    /// Words that must all be found in name, address, tags or people.
    filter: Option<String>,
    #[param(schema_with = one_of::title_standing)]
    standing: Option<String>,
}

/// Titles
#[utoipa::path(get, path = "/api/v1/titles", tag = "titles", params(TitlesAsked),
    responses((status = 200, body = Page<TitleLine>)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(asked): Query<TitlesAsked>,
) -> Result<super::Told<Page<TitleLine>>, Problem> {
    let limit = page::limit(asked.limit)?;
    let (sort, descending) = order(asked.sort.as_deref().unwrap_or("name"))?;
    let standing = asked
        .standing
        .as_deref()
        .map(str::parse::<TitleStanding>)
        .transpose();
    let wanted = TitleQuery {
        words: asked
            .filter
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        standing: standing.map_err(|error| Problem::invalid("standing", error))?,
        sort,
        descending,
        after: page::after(asked.cursor.as_deref())?,
        limit: limit + 1,
    };
    let found = site.catalogue.titles_page(&wanted).await?;
    let found = found
        .into_iter()
        .map(|(place, title)| ((place, title.id.clone()), line(title)));
    Ok(super::Told(Page::of(found.collect(), limit)))
}

fn order(sort: &str) -> Result<(TitleSort, bool), Problem> {
    let (name, descending) = sort.strip_prefix('-').map_or((sort, false), |name| (name, true));
    let sort = match name {
        "name" => TitleSort::Name,
        "made" => TitleSort::Made,
        "changed" => TitleSort::Changed,
        _ => {
            return Err(Problem::invalid(
                "sort",
                "sort is name, made or changed, or one of them after a minus sign",
            ));
        }
    };
    Ok((sort, descending))
}

/// Make a title
#[utoipa::path(post, path = "/api/v1/titles", tag = "titles", request_body = NewTitle,
    responses((status = 201, body = TitleRecord)))]
pub(crate) async fn create(
    State(site): State<Arc<Site>>,
    member: Member,
    Body(new): Body<NewTitle>,
) -> Result<Response, Problem> {
    let taken = site.catalogue.slugs().await?;
    let slug = free_slug(&slug(&new.name), |slug| taken.iter().any(|other| other == slug));
    let title = Title::new(TitleId::random(), slug, new.name, site.clock.now());
    let title = title.checked().map_err(|error| Problem::invalid("name", error))?;
    site.catalogue.put_title_by(&member.actor, &title).await?;
    let address = format!("/api/v1/titles/{}", title.id);
    Ok(versioned(title, 1).created(&address))
}

/// One title
#[utoipa::path(get, path = "/api/v1/titles/{id}", tag = "titles", params(("id" = String, Path)),
    responses((status = 200, body = TitleRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Versioned<TitleRecord>, Problem> {
    let (title, version) = found(&site, &id).await?;
    Ok(versioned(title, version))
}

/// Change what a title's page says
#[utoipa::path(patch, path = "/api/v1/titles/{id}", tag = "titles",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), request_body = TitleChange,
    responses((status = 200, body = TitleRecord), (status = 404)))]
pub(crate) async fn change(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    if_match: IfMatch,
    Body(change): Body<TitleChange>,
) -> Result<Versioned<TitleRecord>, Problem> {
    let (title, version) = found(&site, &id).await?;
    if_match.holds(&versioned(title.clone(), version))?;
    let title = change.of(title).checked().map_err(|error| Problem::Invalid {
        field: None,
        sentence: error.to_string(),
    })?;
    match site
        .catalogue
        .update_title_by(&member.actor, &title, Some(version))
        .await
    {
        Ok(version) => Ok(versioned(title, version)),
        Err(StoreError::Stale) => {
            let (title, version) = found(&site, &id).await?;
            Err(versioned(title, version).changed())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn found(site: &Site, id: &TitleId) -> Result<(Title, u64), Problem> {
    let found = site.catalogue.title_with_version(id).await?;
    found.ok_or(Problem::NotFound)
}

impl TitleChange {
    fn of(self, mut title: Title) -> Title {
        fn put<T>(place: &mut T, given: Option<T>) {
            if let Some(given) = given {
                *place = given;
            }
        }
        put(&mut title.name, self.name);
        put(&mut title.tagline, self.tagline);
        put(&mut title.synopsis, self.synopsis);
        put(&mut title.year, self.year);
        put(&mut title.licence, self.licence);
        put(&mut title.licence_url, self.licence_url);
        put(&mut title.attribution, self.attribution);
        put(&mut title.source_url, self.source_url);
        put(&mut title.about.first_shown, self.first_shown);
        put(&mut title.about.languages, self.languages);
        put(&mut title.about.advisories, self.advisories);
        put(&mut title.about.tags, self.tags);
        let credit = |given: CreditRecord| Credit {
            role: given.role,
            name: given.name,
        };
        let credits = self
            .credits
            .map(|credits| credits.into_iter().map(credit).collect());
        put(&mut title.credits, credits);
        title
    }
}

fn line(title: ListedTitle) -> TitleLine {
    TitleLine {
        id: title.id.to_string(),
        slug: title.slug,
        name: title.name,
        tagline: title.tagline,
        year: title.year,
        poster: title.poster.as_ref().map(picture_address),
        standing: title.standing.as_str(),
        opens: title.opens.map(When),
        closes: title.closes.map(When),
        made: title.made.into(),
        changed: title.changed.into(),
        version: title.version,
    }
}

fn versioned(title: Title, version: u64) -> Versioned<TitleRecord> {
    let credit = |credit: &Credit| CreditRecord {
        role: credit.role.clone(),
        name: credit.name.clone(),
    };
    let record = TitleRecord {
        id: title.id.to_string(),
        poster: Poster::of(&title).map(|poster| poster.address),
        credits: title.credits.iter().map(credit).collect(),
        slug: title.slug,
        name: title.name,
        tagline: title.tagline,
        synopsis: title.synopsis,
        year: title.year,
        first_shown: title.about.first_shown,
        languages: title.about.languages,
        advisories: title.about.advisories,
        tags: title.about.tags,
        licence: title.licence,
        licence_url: title.licence_url,
        attribution: title.attribution,
        source_url: title.source_url,
        made: title.made.into(),
        version,
    };
    Versioned { version, record }
}

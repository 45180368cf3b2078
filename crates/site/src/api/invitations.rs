use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::InvitationId;
use house::team::{EmailAddress, Role};
use serde::{Deserialize, Serialize};
use store::{Link, LinkPurpose};
use utoipa::ToSchema;

use super::{Body, Page, Told, When, one_of};
use crate::path::Named;
use crate::postman::{Letter, Post};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

const INVITED_DAYS: u32 = 7;

/// Somebody is asked to join the team.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    #[schema(format = Email)]
    email: String,
    #[schema(schema_with = one_of::role)]
    role: String,
}

/// A link that somebody was given.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkRecord {
    id: String,
    #[schema(required)]
    email: Option<String>,
    #[schema(required)]
    role: Option<&'static str>,
    made: When,
    expires: When,
    /// The link itself: only now, and only when it was not mailed. Hand it over by a way that you trust.
    #[schema(required)]
    link: Option<String>,
}

impl LinkRecord {
    fn of(link: &Link) -> Self {
        let invited = match &link.purpose {
            LinkPurpose::Invitation { email, role } => Some((email.to_string(), role.as_str())),
            LinkPurpose::Door(_) | LinkPurpose::Reset(_) => None,
        };
        let (email, role) = invited.unzip();
        Self {
            id: link.id.to_string(),
            email,
            role,
            made: link.made.into(),
            expires: link.expires.into(),
            link: None,
        }
    }

    /// Mails the link; it is in the record only when the house has no mail.
    pub(super) async fn handed_over(
        site: &Site,
        link: &Link,
        address: String,
        letter: Letter,
    ) -> Result<Self, Problem> {
        let record = Self::of(link);
        match site.postman.post(letter).await {
            Ok(Post::OnItsWay) => Ok(record),
            Ok(Post::NoMail) => Ok(Self {
                link: Some(address),
                ..record
            }),
            Err(sentence) => Err(Problem::Refused(sentence)),
        }
    }
}

/// Invitations that still hold
#[utoipa::path(get, path = "/api/v1/invitations", tag = "accounts",
    responses((status = 200, body = Page<LinkRecord>)))]
pub(crate) async fn list(State(site): State<Arc<Site>>) -> Result<Told<Page<LinkRecord>>, Problem> {
    let invitations = site.catalogue.team().invitations().await?;
    Ok(Told(Page::whole(
        invitations.iter().map(LinkRecord::of).collect(),
    )))
}

/// Invite somebody; the link is mailed, or shown here when the house has no mail
#[utoipa::path(post, path = "/api/v1/invitations", tag = "accounts", request_body = NewInvitation,
    responses((status = 201, body = LinkRecord)))]
pub(crate) async fn create(
    State(site): State<Arc<Site>>,
    member: Member,
    Body(new): Body<NewInvitation>,
) -> Result<(StatusCode, Told<LinkRecord>), Problem> {
    let purpose = LinkPurpose::Invitation {
        email: new
            .email
            .parse::<EmailAddress>()
            .map_err(|error| Problem::invalid("email", error))?,
        role: new
            .role
            .parse::<Role>()
            .map_err(|error| Problem::invalid("role", error))?,
    };
    let valid_ms = i64::from(INVITED_DAYS) * 24 * 3_600_000;
    let (link, secret) = site
        .catalogue
        .team()
        .make_link(&member.actor, &purpose, valid_ms)
        .await?;
    let address = format!("{}/studio/invitation/{}", site.settings.address, secret.0);
    let (house, by) = (&site.settings.house_name, &member.account.name);
    let letter = Letter::invitation(&new.email, house, by, &address, INVITED_DAYS)?;
    let record = LinkRecord::handed_over(&site, &link, address, letter).await?;
    Ok((StatusCode::CREATED, Told(record)))
}

/// Take an invitation back
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub(crate) async fn withdraw(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<InvitationId>,
) -> Result<StatusCode, Problem> {
    match site
        .catalogue
        .team()
        .withdraw_invitation(&member.actor, &id)
        .await?
    {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::NotFound),
    }
}

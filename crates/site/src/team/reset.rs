use house::team::{Account, Actor};
use store::{Link, LinkPurpose};

use crate::postman::Letter;
use crate::problem::Problem;
use crate::site::Site;

/// How long a link that sets a new password is good.
pub(crate) const RESET_HOURS: u32 = 24;

/// A link that sets a new password of an account, and the letter that brings it.
pub(crate) struct Reset {
    pub(crate) link: Link,
    pub(crate) address: String,
    pub(crate) letter: Letter,
}

impl Reset {
    /// An earlier link of the account is good no longer.
    pub(crate) async fn made(site: &Site, actor: &Actor, account: &Account) -> Result<Self, Problem> {
        let valid_ms = i64::from(RESET_HOURS) * 3_600_000;
        let purpose = LinkPurpose::Reset(account.id.clone());
        let (link, secret) = site.catalogue.team().make_link(actor, &purpose, valid_ms).await?;
        let address = format!("{}/studio/reset/{}", site.settings.address, secret.0);
        let house = &site.settings.house_name;
        let letter = Letter::reset(account.email.as_str(), house, &address, RESET_HOURS)?;
        Ok(Self {
            link,
            address,
            letter,
        })
    }
}

use clap::Args;
use house::team::Actor;
use store::LinkPurpose;

use super::Front;
use crate::open_house::OpenHouse;

/// Make a login link for the team's side
///
/// The link opens the team's pages once, for whoever has it, and is shown only now.
#[derive(Debug, Args)]
pub struct Login {
    /// Hours for which the link waits to be used
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=720))]
    hours: u16,
}

impl Login {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let link = login_link(&house, self.hours).await?;
        front.terminal.say(format!(
            "This link opens the team's side once, within {} hours:",
            self.hours
        ));
        if front.terminal.is_json() {
            return front.terminal.out_json(&serde_json::json!({ "login": link }));
        }
        front.terminal.out(link)
    }
}

/// A fresh login link by the address at which visitors find the site.
pub async fn login_link(house: &OpenHouse, hours: u16) -> anyhow::Result<String> {
    let (_, secret) = house
        .catalogue
        .team()
        .make_link(
            &Actor::Program,
            &LinkPurpose::Door(None),
            i64::from(hours) * 3_600_000,
        )
        .await?;
    Ok(format!(
        "{}/studio/enter/{}",
        house.config.public_address(),
        secret.0
    ))
}

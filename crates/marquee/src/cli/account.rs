use clap::{Args, Subcommand};
use house::team::{Account, Actor, EmailAddress, Role};
use store::{LinkPurpose, NewAccount};

use super::Front;
use super::problem::Advised;
use super::table::{Table, clean};
use crate::open_house::OpenHouse;

/// See and change who is in the team
#[derive(Debug, Args)]
pub struct AccountCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the accounts
    Ls,
    /// Make an account; prints a link by which its person chooses a password
    Add(Add),
    /// Change what an account may do
    Role(ChangeRole),
    /// Shut an account out; its sessions and tokens end at once
    Disable(One),
    /// Make a link by which a new password is chosen
    Link(One),
}

#[derive(Debug, Args)]
struct Add {
    /// E-mail address
    #[arg(value_name = "EMAIL")]
    email: EmailAddress,
    /// The person's name
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// owner, editor or viewer
    #[arg(long, value_name = "ROLE", default_value = "editor")]
    role: Role,
}

#[derive(Debug, Args)]
struct ChangeRole {
    /// E-mail address
    #[arg(value_name = "EMAIL")]
    email: EmailAddress,
    /// owner, editor or viewer
    #[arg(value_name = "ROLE")]
    role: Role,
}

#[derive(Debug, Args)]
struct One {
    /// E-mail address
    #[arg(value_name = "EMAIL")]
    email: EmailAddress,
}

const LINK_MILLIS: i64 = 24 * 3_600_000;

impl AccountCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        match self.verb {
            Verb::Ls => list(front, &house).await,
            Verb::Add(add) => add.run(front, &house).await,
            Verb::Role(change) => change.run(front, &house).await,
            Verb::Disable(one) => one.disable(front, &house).await,
            Verb::Link(one) => {
                let account = named(&house, &one.email).await?;
                print_link(front, &house, &account).await
            }
        }
    }
}

async fn list(front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
    let accounts = house.catalogue.team().accounts().await?;
    if front.terminal.is_json() {
        return front.terminal.out_json(&accounts);
    }
    if accounts.is_empty() {
        front
            .terminal
            .say("There is no account yet; the link of `marquee login` makes the first.");
        return Ok(());
    }
    let mut table = Table::new(&["e-mail", "name", "role", ""]);
    for account in &accounts {
        let standing = if account.disabled.is_some() {
            "disabled"
        } else {
            ""
        };
        table.row([
            account.email.to_string(),
            clean(&account.name),
            account.role.to_string(),
            standing.into(),
        ]);
    }
    table.print(&front.terminal)
}

impl Add {
    async fn run(self, front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
        let new = NewAccount {
            email: self.email,
            name: Account::checked_name(&self.name)?,
            role: self.role,
            password: None,
        };
        let account = house.catalogue.team().add_account(&Actor::Program, &new).await?;
        front
            .terminal
            .say(format!("{} is {} now.", account.email, account.role));
        print_link(front, house, &account).await
    }
}

impl ChangeRole {
    async fn run(self, front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
        let before = named(house, &self.email).await?;
        let wanted = Account {
            role: self.role,
            ..before.clone()
        };
        let after = house
            .catalogue
            .team()
            .change_account(&Actor::Program, &before, &wanted)
            .await?;
        front
            .terminal
            .say(format!("{} is {} now.", after.email, after.role));
        Ok(())
    }
}

impl One {
    async fn disable(self, front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
        let before = named(house, &self.email).await?;
        let wanted = Account {
            disabled: before.disabled.or(Some(house.clock.now())),
            ..before.clone()
        };
        house
            .catalogue
            .team()
            .change_account(&Actor::Program, &before, &wanted)
            .await?;
        front.terminal.say(format!("{} is shut out.", before.email));
        Ok(())
    }
}

async fn named(house: &OpenHouse, email: &EmailAddress) -> anyhow::Result<Account> {
    house
        .catalogue
        .team()
        .account_by_email(email)
        .await?
        .ok_or_else(|| {
            let sentence = format!("there is no account {email} in this house");
            Advised::new(sentence, "`marquee account ls` lists them").into()
        })
}

async fn print_link(front: &Front, house: &OpenHouse, account: &Account) -> anyhow::Result<()> {
    let purpose = LinkPurpose::Reset(account.id.clone());
    let (_, secret) = house
        .catalogue
        .team()
        .make_link(&Actor::Program, &purpose, LINK_MILLIS)
        .await?;
    let link = format!("{}/studio/reset/{}", house.config.public_address(), secret.0);
    front
        .terminal
        .say("This link sets a new password once, within 24 hours:");
    if front.terminal.is_json() {
        return front
            .terminal
            .out_json(&serde_json::json!({ "account": account, "link": link }));
    }
    front.terminal.out(link)
}

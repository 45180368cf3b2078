//! Letters that the house writes to people. The site says what is to be said; whoever runs it sees to the post.

use std::pin::Pin;

use askama::Template;
use house::Instant;

use crate::words;

/// A letter in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Whether a letter is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// Kept in the house's own queue, and tried until it is delivered.
    OnItsWay,
    /// The house has no mail: show the link to whoever asked for it.
    NoMail,
}

/// Takes letters. Answers as soon as the letter is kept, not when it has arrived.
pub trait Postman: Send + Sync {
    /// Whether letters leave this house at all.
    fn delivers(&self) -> bool;

    /// # Errors
    /// A sentence for people when the letter cannot be kept.
    fn post(&self, letter: Letter) -> Pin<Box<dyn Future<Output = Result<Post, String>> + Send + '_>>;
}

/// A house without mail.
pub struct NoPost;

impl Postman for NoPost {
    fn delivers(&self) -> bool {
        false
    }

    fn post(&self, _: Letter) -> Pin<Box<dyn Future<Output = Result<Post, String>> + Send + '_>> {
        Box::pin(std::future::ready(Ok(Post::NoMail)))
    }
}

#[derive(Template)]
#[template(path = "mail/invitation.txt")]
struct Invitation<'a> {
    house: &'a str,
    by: &'a str,
    link: &'a str,
    days: u32,
}

#[derive(Template)]
#[template(path = "mail/reset.txt")]
struct Reset<'a> {
    house: &'a str,
    link: &'a str,
    hours: u32,
}

#[derive(Template)]
#[template(path = "mail/remind_confirm.txt")]
struct ConfirmReminder<'a> {
    house: &'a str,
    name: &'a str,
    opens: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/remind.txt")]
struct Reminder<'a> {
    house: &'a str,
    name: &'a str,
    opens: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/trial.txt")]
struct Trial<'a> {
    house: &'a str,
}

impl Letter {
    /// Somebody is asked to join the team; `link` opens the invitation once, within `days`.
    ///
    /// # Errors
    /// What the template says.
    pub fn invitation(to: &str, house: &str, by: &str, link: &str, days: u32) -> Result<Self, askama::Error> {
        let text = Invitation {
            house,
            by,
            link,
            days,
        }
        .render()?;
        Ok(Self::new(to, format!("{house}: you are invited"), text))
    }

    /// Somebody forgot a password; `link` sets a new one once, within `hours`.
    ///
    /// # Errors
    /// What the template says.
    pub fn reset(to: &str, house: &str, link: &str, hours: u32) -> Result<Self, askama::Error> {
        let text = Reset { house, link, hours }.render()?;
        Ok(Self::new(to, format!("{house}: a new password"), text))
    }

    /// Somebody asked for a letter before an opening: `link` says whether it was they.
    ///
    /// # Errors
    /// What the template says.
    pub fn confirm_reminder(
        to: &str,
        house: &str,
        name: &str,
        opens: &str,
        link: &str,
    ) -> Result<Self, askama::Error> {
        let asks = ConfirmReminder {
            house,
            name,
            opens,
            link,
        };
        Ok(Self::new(
            to,
            format!("{name}: shall we write to you?"),
            asks.render()?,
        ))
    }

    /// A film opens soon; `zone` is where the team thinks of the night, `link` the title's page.
    ///
    /// # Errors
    /// What the template says.
    pub fn reminder(
        to: &str,
        house: &str,
        name: &str,
        opens: Instant,
        zone: Option<&str>,
        link: &str,
    ) -> Result<Self, askama::Error> {
        let opens = &words::Local::of(opens, zone).sentence();
        let text = Reminder {
            house,
            name,
            opens,
            link,
        }
        .render()?;
        Ok(Self::new(to, format!("{name} opens soon"), text))
    }

    /// Whoever runs the house wants to see that mail arrives.
    ///
    /// # Errors
    /// What the template says.
    pub fn trial(to: &str, house: &str) -> Result<Self, askama::Error> {
        let text = Trial { house }.render()?;
        Ok(Self::new(to, format!("{house}: mail works"), text))
    }

    fn new(to: &str, subject: String, text: String) -> Self {
        Self {
            to: to.to_owned(),
            subject,
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_say_who_writes_and_where_to_go() {
        let link = "https://films.example/studio/invitation/a&b";
        let letter = Letter::invitation("ana@example.org", "The \"Lantern\" & Co", "Jo <3", link, 7).unwrap();
        assert_eq!(letter.subject, "The \"Lantern\" & Co: you are invited");
        for said in ["The \"Lantern\" & Co", "Jo <3", link, "7 days"] {
            assert!(letter.text.contains(said), "{}", letter.text);
        }
        let letter = Letter::reset("ana@example.org", "Lantern", link, 2).unwrap();
        assert!(letter.text.contains(link) && letter.text.contains("2 hours"));
        assert!(
            Letter::trial("a@example.org", "Lantern")
                .unwrap()
                .text
                .contains("Lantern")
        );
    }
}

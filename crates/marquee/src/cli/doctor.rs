use clap::Args;
use site::Letter;

use super::Front;
use super::problem::Advised;
use super::table::clean;
use crate::doctor::{self, Finding, Health};
use crate::mail::Smtp;

/// Say what was found on this machine, and what each missing part costs
#[derive(Debug, Args)]
pub struct Doctor {
    /// Send a letter to this address by the house's mail server, and say whether it was taken
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<String>,
}

impl Doctor {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        if let Some(to) = &self.mail {
            return send_letter(front, to).await;
        }
        let findings = doctor::examine(&front.folder).await;
        if front.terminal.is_json() {
            front.terminal.out_json(&findings)?;
        } else {
            print(front, &findings)?;
        }
        if findings.iter().any(|finding| finding.health == Health::Missing) {
            return Err(
                Advised::new("something that the house needs is missing", "see the lines above").into(),
            );
        }
        Ok(())
    }
}

async fn send_letter(front: &Front, to: &str) -> anyhow::Result<()> {
    let house = front.open_house().await?;
    let Some(mail) = &house.config.mail else {
        let advice =
            "name the server in marquee.toml: [mail] smtp = \"smtps://mail.example.org\", from = \"...\"";
        return Err(Advised::new("the house has no mail server", advice).into());
    };
    let letter = Letter::trial(to, &house.config.name)?;
    let id = format!("trial-{}", house.clock.now().micros());
    let sent = Smtp::of(mail)?.send(&id, &letter).await;
    sent.map_err(|refusal| Advised::new(refusal.sentence, "correct [mail] in marquee.toml, then try again"))?;
    front.terminal.say(format!(
        "The mail server took a letter to {to}; look whether it arrives."
    ));
    Ok(())
}

fn print(front: &Front, findings: &[Finding]) -> anyhow::Result<()> {
    let terminal = &front.terminal;
    let width = findings
        .iter()
        .map(|finding| finding.part.len())
        .max()
        .unwrap_or(0);
    for finding in findings {
        let word = match finding.health {
            Health::Good => "ok     ",
            Health::Weak => "weak   ",
            Health::Missing => "missing",
        };
        let word = if finding.health == Health::Good {
            word.to_owned()
        } else {
            terminal.amber_out(word)
        };
        terminal.out(format!(
            "{word}  {:width$}  {}",
            finding.part,
            clean(&finding.found.replace('\n', " "))
        ))?;
        if !finding.cost.is_empty() {
            terminal.out(terminal.faint_out(format!("         {:width$}  {}", "", clean(&finding.cost))))?;
        }
    }
    Ok(())
}

use clap::Args;
use house::encode::size_text;
use store::StoreError;

use super::problem::Advised;
use super::table::clean;
use super::{Front, bar};
use crate::keeping::fsck::{self, Findings};
use crate::open_house::OpenHouse;

/// Hash the whole vault again and name every damaged or missing file
///
/// Reads every byte that the house keeps. Nothing is changed without --mend.
#[derive(Debug, Args)]
pub struct Fsck {
    /// Set damaged objects aside, so that the same bytes can be added again, and have steps make again what they lost
    #[arg(long)]
    mend: bool,
}

impl Fsck {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let bar = |bytes| bar::bytes(&front.terminal, "hashing the vault", bytes);
        let findings = fsck::examine(&house, bar).await?;
        if self.mend && !findings.damage.is_empty() {
            mend(front, &house, &findings).await?;
        }
        if front.terminal.is_json() {
            front.terminal.out_json(&findings)?;
        } else {
            print(&findings, front)?;
        }
        verdict(&findings)
    }
}

/// Damaged objects go to `vault/damaged/`; steps that made a lost object are no longer taken for done.
async fn mend(front: &Front, house: &OpenHouse, findings: &Findings) -> anyhow::Result<()> {
    for damage in &findings.damage {
        let (vault, digest) = (house.vault.clone(), damage.digest);
        match tokio::task::spawn_blocking(move || vault.set_aside(&digest)).await? {
            Ok(_) | Err(StoreError::MissingObject(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let lost = findings.damage.iter().map(|damage| damage.digest).collect();
    let steps = house.catalogue.objects_lost(&lost).await?;
    front.terminal.say(format!(
        "Damaged objects were set aside in vault/damaged; {steps} finished steps count as not done any more."
    ));
    Ok(())
}

fn print(findings: &Findings, front: &Front) -> anyhow::Result<()> {
    for damage in &findings.damage {
        let needed_for = match damage.needed_for.as_slice() {
            [] => "needed by a step that is under way".to_owned(),
            uses => uses.join(", "),
        };
        front.terminal.out(clean(&format!(
            "{}  {}: {needed_for}",
            damage.digest, damage.what
        )))?;
    }
    front.terminal.say(format!(
        "{} objects, {}, all read.",
        findings.objects,
        size_text(findings.bytes)
    ));
    if findings.unneeded > 0 {
        front.terminal.say(format!(
            "{} of them are not needed by anything; `marquee gc` removes them.",
            findings.unneeded
        ));
    }
    Ok(())
}

fn verdict(findings: &Findings) -> anyhow::Result<()> {
    match findings.damage.len() {
        0 => Ok(()),
        1 => Err(advised("1 object of the vault is damaged or missing")),
        count => Err(advised(&format!(
            "{count} objects of the vault are damaged or missing"
        ))),
    }
}

fn advised(sentence: &str) -> anyhow::Error {
    Advised::new(
        sentence,
        "run `marquee fsck --mend`, then add lost films again from where they came, or bring the objects back from a backup \
         of the vault; `marquee encode` makes lost renditions again",
    )
    .into()
}

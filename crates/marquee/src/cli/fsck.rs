use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use house::Digest;
use house::encode::size_text;
use house::release::label;
use serde::Serialize;
use store::StoreError;

use super::problem::Advised;
use super::table::clean;
use super::{Front, bar};
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

#[derive(Debug, Default, Serialize)]
struct Findings {
    objects: usize,
    bytes: u64,
    damage: Vec<Damage>,
    /// Objects that no record needs any more; `marquee gc` removes them.
    unneeded: usize,
}

#[derive(Debug, Serialize)]
struct Damage {
    digest: Digest,
    what: String,
    /// What the object is for: "film.mp4 (asset ...)".
    needed_for: Vec<String>,
}

impl Fsck {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let uses = uses(&house).await?;
        let needed = house.catalogue.needed_objects().await?;
        let findings = examine(front, &house, &needed, &uses).await?;
        if self.mend && !findings.damage.is_empty() {
            mend(front, &house, &findings).await?;
        }
        if front.terminal.is_json() {
            front.terminal.out_json(&findings)?;
        } else {
            findings.print(front)?;
        }
        findings.verdict()
    }
}

async fn examine(
    front: &Front,
    house: &OpenHouse,
    needed: &BTreeSet<Digest>,
    uses: &BTreeMap<Digest, Vec<String>>,
) -> anyhow::Result<Findings> {
    let vault = house.vault.clone();
    let objects = tokio::task::spawn_blocking(move || vault.objects()).await??;
    let present: BTreeSet<Digest> = objects.iter().map(|(digest, _)| *digest).collect();
    let bytes = objects.iter().map(|(_, bytes)| bytes).sum();
    let bar = bar::bytes(&front.terminal, "hashing the vault", bytes);
    let mut findings = Findings {
        objects: objects.len(),
        bytes,
        unneeded: present.difference(needed).count(),
        ..Findings::default()
    };
    let mut damaged = |digest: Digest, what: String| {
        let needed_for = uses.get(&digest).cloned().unwrap_or_default();
        findings.damage.push(Damage {
            digest,
            what,
            needed_for,
        });
    };
    for (digest, bytes) in objects {
        let vault = house.vault.clone();
        match tokio::task::spawn_blocking(move || vault.verify(&digest)).await? {
            Ok(_) => {}
            Err(StoreError::DamagedObject { what, .. }) => damaged(digest, what),
            // Removed by a gc while the vault was being read: nothing needed it.
            Err(StoreError::MissingObject(_)) if !needed.contains(&digest) => {}
            Err(StoreError::MissingObject(_)) => damaged(digest, "missing".into()),
            Err(StoreError::Io { source, .. }) => damaged(digest, format!("cannot be read: {source}")),
            Err(error) => return Err(error.into()),
        }
        bar.inc(bytes);
    }
    for digest in needed.difference(&present) {
        damaged(*digest, "missing".into());
    }
    bar.finish_and_clear();
    Ok(findings)
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

/// What each object is for, in words.
async fn uses(house: &OpenHouse) -> anyhow::Result<BTreeMap<Digest, Vec<String>>> {
    let mut uses: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
    for asset in house.catalogue.assets(None).await? {
        uses.entry(asset.digest)
            .or_default()
            .push(format!("{} (asset {})", asset.file_name, asset.id));
    }
    for title in house.catalogue.titles().await? {
        for picture in &title.pictures {
            uses.entry(picture.digest)
                .or_default()
                .push(format!("a picture of '{}'", title.name));
        }
        for master in house.catalogue.masters_of(&title.id).await? {
            for rendition in house.catalogue.renditions_of(&master.id).await? {
                let what = format!("{} of '{}'", label(&rendition.track), title.name);
                uses.entry(rendition.digest).or_default().push(what);
            }
        }
    }
    Ok(uses)
}

impl Findings {
    fn print(&self, front: &Front) -> anyhow::Result<()> {
        for damage in &self.damage {
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
            self.objects,
            size_text(self.bytes)
        ));
        if self.unneeded > 0 {
            front.terminal.say(format!(
                "{} of them are not needed by anything; `marquee gc` removes them.",
                self.unneeded
            ));
        }
        Ok(())
    }

    fn verdict(&self) -> anyhow::Result<()> {
        match self.damage.len() {
            0 => Ok(()),
            1 => Err(advised("1 object of the vault is damaged or missing")),
            count => Err(advised(&format!(
                "{count} objects of the vault are damaged or missing"
            ))),
        }
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

use clap::Args;
use house::release::needs_tls;
use house::team::Actor;

use super::Front;
use crate::named;
use crate::production::seal;

/// Hand a title's film out sealed ahead of its night, for any cache to hold
///
/// From when the release has its instant, everybody may fetch the film, encrypted; the key comes when it opens. A cache
/// such as deploy/nginx-edge.conf then holds the whole film, and the instant costs the house only keys. Prints the
/// manifests, for who fills a cache beforehand.
#[derive(Debug, Args)]
pub struct Seal {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// Hand it out unsealed again, when it has opened and not before
    #[arg(long)]
    off: bool,
}

impl Seal {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let sealed = seal(&house, &Actor::Program, &title, !self.off).await?;
        let terminal = &front.terminal;
        match (self.off, sealed.release.opens) {
            (true, _) => terminal.say(format!("'{}' is not sealed.", title.name)),
            (false, Some(_)) => terminal.say(format!(
                "'{}' is sealed: caches may fetch it now, and its key comes when it opens.",
                title.name
            )),
            (false, None) => terminal.say(format!(
                "'{}' will be sealed: caches may fetch it as soon as it has an instant to open at.",
                title.name
            )),
        }
        if let Some(sentence) = needs_tls(&house.config.public_address()).filter(|_| !self.off) {
            terminal.say(format!("Note: {sentence}."));
        }
        if terminal.is_json() {
            return terminal.out_json(&sealed);
        }
        sealed
            .manifests
            .iter()
            .try_for_each(|manifest| terminal.out(manifest))
    }
}

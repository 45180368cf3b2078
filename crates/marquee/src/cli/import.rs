use std::path::PathBuf;

use clap::Args;
use house::team::Actor;

use super::problem::Advised;
use super::{Front, bar};
use crate::keeping::import::{Arrived, import};
use site::Opening;

use crate::production::{open_release, page_address};

/// File a title that another house exported: the same page, the same bytes
///
/// Everything is verified before anything is filed, and checked anew before it can be released.
#[derive(Debug, Args)]
pub struct Import {
    /// The folder that `marquee export` made
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Open its page at once; it says that the film is showing since it was first opened
    #[arg(long)]
    release: bool,
}

impl Import {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let bar = bar::bytes(&front.terminal, "verifying", 0);
        let arrived = import(&house, &self.folder, &bar).await;
        bar.finish_and_clear();
        let arrived = arrived?;
        say(front, &arrived, self.release);
        if !arrived.passed {
            let slug = &arrived.title.slug;
            return Err(Advised::new(
                format!("'{}' is filed, but does not pass the check here", arrived.title.name),
                format!("`marquee check {slug}` says where it breaks; `marquee encode {slug}` makes it anew from the film"),
            )
            .into());
        }
        if self.release {
            let now = house.clock.now();
            let opening = Opening {
                opens: arrived.opened_there.filter(|opened| *opened <= now),
                passed: true,
                ..Opening::default()
            };
            open_release(&house, &Actor::Program, &arrived.title, opening).await?;
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&arrived);
        }
        front.terminal.out(page_address(&house, &arrived.title))
    }
}

fn say(front: &Front, arrived: &Arrived, released: bool) {
    let slug = &arrived.title.slug;
    front.terminal.say(format!(
        "'{}' is here, at /title/{slug}: {} renditions, {} pictures, every byte verified.",
        arrived.title.name,
        arrived.renditions,
        arrived.title.pictures.len()
    ));
    if *slug != arrived.slug_there {
        front.terminal.say(format!(
            "Its address was /title/{}, which another title has here.",
            arrived.slug_there
        ));
    }
    if arrived.passed && !released {
        front
            .terminal
            .say(format!("`marquee release {slug}` opens its page."));
    }
}

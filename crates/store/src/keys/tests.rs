use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use house::Clock;
use house::release::{Gate, GateTable, Purpose, Release, ReleasedTitle, Viewer};

use super::{HouseKey, KeyRing};
use crate::fixtures::{House, on_both, release};

on_both!(
    a_sealed_release_has_two_keys_that_stay,
    keys_are_worth_nothing_without_the_house_s_own,
);

/// A sealed film that opens in an hour.
struct Night {
    house: House,
    gate: Gate,
    release: Release,
    titles: Vec<ReleasedTitle>,
}

impl Night {
    async fn of(house: House) -> Self {
        let (title, master) = house.title_with_master("ferry").await;
        let mut release = release(&master, Some(house.clock.now().plus_millis(3_600_000)));
        release.plan.sealed = true;
        house.catalogue.put_release(&release).await.unwrap();
        let titles = house.catalogue.gate_titles().await.unwrap();
        assert_eq!(titles[0].title.id, title.id);
        let gate = Gate::new(house.clock.clone());
        gate.replace(GateTable::new(titles.clone()));
        Self {
            house,
            gate,
            release,
            titles,
        }
    }

    /// What a program knows that serves the house, and what it says is amiss.
    async fn ring(&self) -> (KeyRing, Vec<String>) {
        let ring = KeyRing::new(self.house.clock.clone());
        let folder = self.house.folder.path();
        let amiss = ring
            .renew(
                &self.house.catalogue,
                folder,
                self.titles.iter().map(|title| &title.release),
            )
            .await
            .unwrap();
        (ring, amiss)
    }
}

async fn a_sealed_release_has_two_keys_that_stay(house: House) {
    let night = Night::of(house).await;
    let (ring, amiss) = night.ring().await;
    assert_eq!(amiss, Vec::<String>::new());
    let names = Purpose::ALL.map(|purpose| ring.name(&night.release.id, purpose).unwrap());
    assert_ne!(names[0], names[1]);
    let (other, _) = night.ring().await;
    let again = Purpose::ALL.map(|purpose| other.name(&night.release.id, purpose).unwrap());
    assert_eq!(names, again, "another program, the same keys");

    let early = night.gate.admit_release(&Viewer::Public, &night.release.key);
    assert!(
        early.is_err(),
        "the gate gives the public no admission to ask with"
    );
    let team = night
        .gate
        .admit_release(&Viewer::Team, &night.release.key)
        .unwrap();
    assert_eq!(
        ring.key(&team).unwrap().id(),
        names[1],
        "the team has the screeners' key"
    );
    night.house.clock.pass_ms(3_600_000);
    assert!(
        ring.key(&team).is_none(),
        "an admission that ran out opens nothing"
    );
    let public = night
        .gate
        .admit_release(&Viewer::Public, &night.release.key)
        .unwrap();
    assert_eq!(ring.key(&public).unwrap().id(), names[0]);
    assert_ne!(ring.key(&public).unwrap().secret(), &[0; 16]);
    let copy = night.gate.sealed_copy(&night.release.key).unwrap();
    assert!(names.iter().all(|name| ring.has(&copy, *name)));
    assert!(!ring.has(&copy, package::seal::KeyId::new([9; 16])));
}

async fn keys_are_worth_nothing_without_the_house_s_own(house: House) {
    let night = Night::of(house).await;
    let (ring, _) = night.ring().await;
    let before = ring.name(&night.release.id, Purpose::Public).unwrap();
    let path = HouseKey::path(night.house.folder.path());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = fs::read(&path).unwrap();

    fs::remove_file(&path).unwrap();
    let (ring, amiss) = night.ring().await;
    assert_eq!(amiss.len(), 2, "{amiss:?}");
    assert_eq!(ring.name(&night.release.id, Purpose::Public), None);
    fs::write(&path, &kept).unwrap();
    let (ring, amiss) = night.ring().await;
    assert_eq!(
        (amiss.len(), ring.name(&night.release.id, Purpose::Public)),
        (0, Some(before))
    );

    fs::remove_file(&path).unwrap();
    let folder = night.house.folder.path();
    let catalogue = &night.house.catalogue;
    catalogue
        .renew_lost_keys(&night.release.id, folder)
        .await
        .unwrap();
    let (ring, amiss) = night.ring().await;
    let renewed = ring.name(&night.release.id, Purpose::Public).unwrap();
    assert!(amiss.is_empty() && renewed != before);
    catalogue
        .renew_lost_keys(&night.release.id, folder)
        .await
        .unwrap();
    let (ring, _) = night.ring().await;
    assert_eq!(
        ring.name(&night.release.id, Purpose::Public),
        Some(renewed),
        "what can be opened stays"
    );
}

#[tokio::test]
async fn a_house_key_that_others_may_read_is_not_used() {
    let night = Night::of(House::new().await).await;
    let path = HouseKey::path(night.house.folder.path());
    HouseKey::open_or_make(night.house.folder.path()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let (ring, amiss) = night.ring().await;
    assert!(amiss[0].contains("chmod 600"), "{amiss:?}");
    assert_eq!(ring.name(&night.release.id, Purpose::Public), None);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, "not a key").unwrap();
    let (_, amiss) = night.ring().await;
    assert!(amiss[0].contains("no house key"), "{amiss:?}");
}

#[tokio::test]
async fn two_programs_that_make_the_house_key_at_once_agree() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let makers = (0..8).map(|_| {
        let folder = Arc::clone(&folder);
        tokio::task::spawn_blocking(move || HouseKey::open_or_make(folder.path()).unwrap().name().to_owned())
    });
    let mut names = futures_util::future::join_all(makers).await;
    let first = names.pop().unwrap().unwrap();
    assert!(names.into_iter().all(|name| name.unwrap() == first));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

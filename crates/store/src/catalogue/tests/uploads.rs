use house::archive::{Upload, UploadLabel, UploadState};
use house::id::{AccountId, UploadId};
use house::team::Actor;

use crate::catalogue::uploads::file;
use crate::fixtures::{House, asset, on_both};
use crate::queue::tests::job;
use crate::{AuditFilter, Deed};

fn upload(house: &House, by: &Actor) -> Upload {
    let now = house.catalogue.now();
    Upload {
        id: UploadId::random(),
        length: 9,
        label: UploadLabel::default(),
        metadata: String::new(),
        by: by.clone(),
        state: UploadState::Receiving,
        digest: None,
        job: None,
        asset: None,
        title: None,
        sentence: None,
        salvageable: false,
        made: now,
        touched: now,
    }
}

/// Who did what, the newest first.
async fn log(house: &House) -> Vec<(Actor, String)> {
    let all = house.catalogue.audit(&AuditFilter::default(), None, 100).await;
    let all = all.unwrap().into_iter();
    all.map(|(_, entry)| (entry.actor, entry.action)).collect()
}

async fn what_is_sent_and_saved_is_in_the_log(house: House) {
    let sender = Actor::Account(AccountId::random());
    let saver = Actor::Account(AccountId::random());
    let upload = upload(&house, &sender);
    house.catalogue.put_upload(&upload).await.unwrap();
    let deed = Deed {
        actor: &saver,
        action: "upload.salvage",
        kind: "upload",
        id: upload.id.as_str(),
    };
    let queue = house.catalogue.queue();
    queue.enqueue_by(&deed, vec![job("take-in", &[])]).await.unwrap();
    for _ in 0..2 {
        let mut write = house.catalogue.write().await.unwrap();
        let now = house.catalogue.now();
        file(&mut write, &upload.id, &asset(b"film"), now).await.unwrap();
        write.commit().await.unwrap();
    }
    let wanted = [
        // The second time the bytes were known, so there is no new asset.
        (&sender, "upload.take_in"),
        (&sender, "upload.take_in"),
        (&sender, "asset.add"),
        (&saver, "upload.salvage"),
        (&sender, "upload.begin"),
    ];
    let wanted = wanted.map(|(actor, action)| (actor.clone(), action.to_owned()));
    assert_eq!(log(&house).await, wanted);
}

async fn uploads_are_read_page_by_page(house: House) {
    let mut made = Vec::new();
    for _ in 0..5 {
        let upload = upload(&house, &Actor::Program);
        house.catalogue.put_upload(&upload).await.unwrap();
        made.push(upload.id);
    }
    let (mut met, mut after) = (Vec::new(), None);
    loop {
        let page = house
            .catalogue
            .uploads_page(None, after.as_ref(), 2)
            .await
            .unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.made.micros(), last.id.to_string()));
        met.extend(page.into_iter().map(|upload| upload.id));
    }
    met.sort();
    made.sort();
    assert_eq!(met, made);
    let refused = house
        .catalogue
        .uploads_page(Some(UploadState::Refused), None, 9)
        .await;
    assert!(refused.unwrap().is_empty());
}

on_both!(
    what_is_sent_and_saved_is_in_the_log,
    uploads_are_read_page_by_page,
);

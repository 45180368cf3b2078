//! Steps that wait for steps: order, idempotence, failure, cancelling, retrying.

use std::collections::BTreeSet;

use house::Digest;
use house::encode::{Rendition, Stage};
use house::id::{JobId, RenditionId, RenditionKey, TitleId};

use super::{ids, job};
use crate::fixtures::{House, on_both, rendition};
use crate::queue::{Enqueued, JobFilter, JobState, MAX_ATTEMPTS, Queue, Standing, WorkerId};
use crate::{Claim, Effect, StoreError};

async fn claim(queue: &Queue) -> Option<Claim> {
    queue.claim(&WorkerId::random(), 1_000, 0).await.unwrap()
}

async fn state(queue: &Queue, id: &JobId) -> JobState {
    queue.job(id).await.unwrap().unwrap().state
}

/// Two pieces, a join of both, a check of the join.
async fn chain(queue: &Queue) -> Vec<JobId> {
    let (a, b) = (job("piece 1", &[]), job("piece 2", &[]));
    let join = job("join", &[&a.id, &b.id]);
    let check = job("check", &[&join.id]);
    ids(&queue.enqueue(vec![a, b, join, check]).await.unwrap())
}

async fn steps_run_in_order_and_hand_their_outputs_on(house: House) {
    let queue = house.catalogue.queue();
    let chain = chain(&queue).await;
    let (first, second) = (claim(&queue).await.unwrap(), claim(&queue).await.unwrap());
    assert_eq!(
        (&first.job.id, &second.job.id),
        (&chain[0], &chain[1]),
        "oldest first"
    );
    assert!(claim(&queue).await.is_none());
    let (one, two) = (Digest::of(b"1"), Digest::of(b"2"));
    assert_eq!(queue.finish(&second, &[two], &[]).await.unwrap(), Standing::Held);
    assert!(claim(&queue).await.is_none());
    assert_eq!(queue.finish(&first, &[one], &[]).await.unwrap(), Standing::Held);
    let join = claim(&queue).await.unwrap();
    assert_eq!(
        (&join.job.id, &join.inputs),
        (&chain[2], &vec![vec![one], vec![two]])
    );
    assert_eq!(join.job.params, serde_json::json!({ "piece": "join" }));
}

async fn the_most_urgent_goes_first(house: House) {
    let queue = house.catalogue.queue();
    let (mut low, mut high) = (job("low", &[]), job("high", &[]));
    (low.priority, high.priority) = (-3, 7);
    queue.enqueue(vec![low, high]).await.unwrap();
    assert_eq!(claim(&queue).await.unwrap().job.label, "high");
    assert_eq!(claim(&queue).await.unwrap().job.label, "low");
}

async fn a_step_of_some_kinds_is_taken_and_no_other(house: House) {
    let queue = house.catalogue.queue();
    let (mut urgent, mut sound, mut later) = (job("urgent", &[]), job("sound", &[]), job("later", &[]));
    urgent.priority = 9;
    sound.kind = "hear-sound".into();
    later.kind = "copy-sound".into();
    later.after = vec![sound.id.clone()];
    queue.enqueue(vec![urgent, sound, later]).await.unwrap();
    let kinds = ["hear-sound", "copy-sound"];
    let worker = WorkerId::random();
    let take = async || queue.claim_of(&kinds, &worker, 1_000, 0).await.unwrap();
    let first = take().await.unwrap();
    assert_eq!(first.job.label, "sound");
    assert!(take().await.is_none(), "it waits for the first");
    assert_eq!(queue.finish(&first, &[], &[]).await.unwrap(), Standing::Held);
    assert_eq!(take().await.unwrap().job.label, "later");
    assert!(take().await.is_none());
    assert_eq!(claim(&queue).await.unwrap().job.label, "urgent");
}

async fn queueing_twice_makes_nothing_twice(house: House) {
    let queue = house.catalogue.queue();
    let first = chain(&queue).await;
    let piece = claim(&queue).await.unwrap();
    assert_eq!(queue.finish(&piece, &[], &[]).await.unwrap(), Standing::Held);
    let (a, b) = (job("piece 1", &[]), job("piece 2", &[]));
    let join = job("join", &[&a.id, &b.id]);
    let again = queue.enqueue(vec![a, b, join]).await.unwrap();
    let expected = [
        Enqueued::Done(first[0].clone()),
        Enqueued::Joined(first[1].clone()),
        Enqueued::Joined(first[2].clone()),
    ];
    assert_eq!(again, expected);
    assert_eq!(queue.jobs(&JobFilter::default()).await.unwrap().len(), 4);
}

async fn a_step_after_nothing_that_exists_is_refused_and_nothing_is_queued(house: House) {
    let queue = house.catalogue.queue();
    let refused = queue
        .enqueue(vec![job("a", &[]), job("b", &[&JobId::random()])])
        .await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    assert!(queue.jobs(&JobFilter::default()).await.unwrap().is_empty());
}

async fn effects_happen_with_the_finish_or_not_at_all(house: House) {
    let queue = house.catalogue.queue();
    let (_, master) = house.title_with_master("ferry").await;
    chain(&queue).await;
    let claim = claim(&queue).await.unwrap();
    let good = rendition(&master.id, 360, b"0123456789", Stage::Made);
    let stray = rendition(&master.id, 720, b"0123456789x", Stage::Made);
    let effects = [
        Effect::PutRendition(Box::new(good.clone())),
        Effect::SetStage {
            rendition: stray.id,
            stage: Stage::Checked,
        },
    ];
    assert!(queue.finish(&claim, &[], &effects).await.is_err());
    assert_eq!(house.catalogue.renditions_of(&master.id).await.unwrap(), []);
    assert_eq!(state(&queue, &claim.job.id).await, JobState::Running);
    let done = queue.finish(&claim, &[good.digest], &effects[..1]).await.unwrap();
    assert_eq!(done, Standing::Held);
    assert_eq!(house.catalogue.renditions_of(&master.id).await.unwrap(), [good]);
    assert_eq!(
        queue.finish(&claim, &[], &[]).await.unwrap(),
        Standing::Lost,
        "done once"
    );
}

async fn a_failed_attempt_is_tried_again_later_and_later(house: House) {
    let queue = house.catalogue.queue();
    let chain = chain(&queue).await;
    let other = claim(&queue).await.unwrap();
    assert_eq!(queue.finish(&other, &[], &[]).await.unwrap(), Standing::Held);
    let mut pauses = vec![];
    for attempt in 1..=MAX_ATTEMPTS {
        let piece = claim(&queue).await.unwrap();
        assert_eq!(piece.job.id, chain[1]);
        assert_eq!(
            queue.fail(&piece, "the tape tore", true).await.unwrap(),
            Standing::Held
        );
        let job = queue.job(&chain[1]).await.unwrap().unwrap();
        assert_eq!(
            (job.attempts, job.sentence.as_deref()),
            (attempt, Some("the tape tore"))
        );
        let mut pause = 0;
        while attempt < MAX_ATTEMPTS && claim_is_far(&queue).await {
            house.clock.pass_ms(1_000);
            pause += 1;
        }
        pauses.push(pause);
    }
    assert_eq!(pauses, [5, 20, 80, 320, 0]);
    assert_eq!(state(&queue, &chain[1]).await, JobState::Failed);
    assert_eq!(state(&queue, &chain[2]).await, JobState::Blocked);
    assert_eq!(state(&queue, &chain[3]).await, JobState::Blocked);
    let wait = queue.job(&chain[3]).await.unwrap().unwrap().wait.unwrap();
    assert_eq!(wait.to_string(), "blocked: 'piece 2' failed");
}

/// Is there nothing to claim yet?
async fn claim_is_far(queue: &Queue) -> bool {
    match claim(queue).await {
        Some(claim) => {
            queue.release_claim(&claim).await.unwrap();
            false
        }
        None => true,
    }
}

async fn one_piece_is_retried_with_what_it_held_up(house: House) {
    let queue = house.catalogue.queue();
    let chain = chain(&queue).await;
    for _ in 0..2 {
        let piece = claim(&queue).await.unwrap();
        assert_eq!(queue.fail(&piece, "torn", false).await.unwrap(), Standing::Held);
    }
    assert_eq!(
        queue.retry(&chain[0]).await.unwrap(),
        1,
        "the join still waits for the other piece"
    );
    assert_eq!(state(&queue, &chain[2]).await, JobState::Blocked);
    assert_eq!(queue.retry(&chain[1]).await.unwrap(), 3);
    assert_eq!(state(&queue, &chain[2]).await, JobState::Waiting);
    assert_eq!(state(&queue, &chain[3]).await, JobState::Waiting);
    let piece = claim(&queue).await.unwrap();
    assert!(
        matches!(queue.retry(&piece.job.id).await, Err(StoreError::Refused(s)) if s == "'piece 1' is running")
    );
    assert_eq!(queue.finish(&piece, &[], &[]).await.unwrap(), Standing::Held);
    assert!(
        matches!(queue.retry(&piece.job.id).await, Err(StoreError::Refused(s)) if s == "'piece 1' is done already")
    );
}

async fn retrying_the_last_step_retries_all_that_it_needs(house: House) {
    let queue = house.catalogue.queue();
    let chain = chain(&queue).await;
    let piece = claim(&queue).await.unwrap();
    assert_eq!(queue.fail(&piece, "torn", false).await.unwrap(), Standing::Held);
    assert_eq!(queue.retry(&chain[3]).await.unwrap(), 3);
    for id in &chain {
        assert_eq!(state(&queue, id).await, JobState::Waiting);
    }
}

async fn cancelling_reaches_the_worker_and_what_comes_after(house: House) {
    let queue = house.catalogue.queue();
    let chain = chain(&queue).await;
    let piece = claim(&queue).await.unwrap();
    assert_eq!(queue.cancel(&piece.job.id).await.unwrap(), 3);
    let beat = queue
        .heartbeat(&piece, &crate::Progress::default())
        .await
        .unwrap();
    assert_eq!(beat, Standing::Cancelled);
    assert_eq!(queue.finish(&piece, &[], &[]).await.unwrap(), Standing::Cancelled);
    let check = queue.job(&chain[3]).await.unwrap().unwrap();
    assert_eq!(
        (check.state, check.sentence.as_deref()),
        (JobState::Cancelled, Some("cancelled with 'piece 1'"))
    );
    assert_eq!(state(&queue, &chain[1]).await, JobState::Waiting);
    assert_eq!(queue.retry(&piece.job.id).await.unwrap(), 3);
    assert_eq!(state(&queue, &chain[3]).await, JobState::Waiting);
    assert_eq!(queue.finish(&piece, &[], &[]).await.unwrap(), Standing::Lost);
}

async fn queueing_again_revives_what_was_stopped(house: House) {
    let queue = house.catalogue.queue();
    let first = chain(&queue).await;
    queue.cancel(&first[0]).await.unwrap();
    let (a, b) = (job("piece 1", &[]), job("piece 2", &[]));
    let join = job("join", &[&a.id, &b.id]);
    let check = job("check", &[&join.id]);
    let again = queue.enqueue(vec![a, b, join, check]).await.unwrap();
    assert_eq!(again[0], Enqueued::Revived(first[0].clone()));
    assert_eq!(again[1], Enqueued::Joined(first[1].clone()));
    for id in &first {
        assert_eq!(state(&queue, id).await, JobState::Waiting);
    }
}

async fn cancelling_a_title_spares_what_another_title_needs(house: House) {
    let queue = house.catalogue.queue();
    let (mine, yours) = (TitleId::random(), TitleId::random());
    let with_title = |mut job: crate::NewJob, title: &TitleId| {
        job.title = Some(title.clone());
        job
    };
    let shared = with_title(job("shared piece", &[]), &mine);
    let own = with_title(job("own join", &[&shared.id]), &mine);
    let other = with_title(job("other join", &[&shared.id]), &yours);
    let chain = ids(&queue.enqueue(vec![shared, own, other]).await.unwrap());
    assert_eq!(queue.cancel_title(&mine).await.unwrap(), 1);
    assert_eq!(state(&queue, &chain[0]).await, JobState::Waiting);
    assert_eq!(state(&queue, &chain[1]).await, JobState::Cancelled);
    assert_eq!(state(&queue, &chain[2]).await, JobState::Waiting);
}

async fn collected_outputs_are_made_again_only_when_somebody_needs_them(house: House) {
    let (queue, vault) = (house.catalogue.queue(), house.vault());
    let chain = chain(&queue).await;
    for name in ["1", "2"] {
        let piece = claim(&queue).await.unwrap();
        let kept = vault.put(&mut name.as_bytes()).unwrap();
        assert_eq!(
            queue.finish(&piece, &[kept.digest], &[]).await.unwrap(),
            Standing::Held
        );
    }
    // The join still needs both.
    let day = 86_400_000;
    house.clock.pass_ms(20 * 365 * day);
    let collected = house.catalogue.collect_garbage(&vault, day).await.unwrap();
    assert_eq!(collected.objects, 0);
    for _ in 0..2 {
        let next = claim(&queue).await.unwrap();
        assert_eq!(queue.finish(&next, &[], &[]).await.unwrap(), Standing::Held);
    }
    let collected = house.catalogue.collect_garbage(&vault, day).await.unwrap();
    assert_eq!((collected.objects, collected.bytes), (2, 2));

    // The same film again: all of it is done, nothing runs.
    let (a, b) = (job("piece 1", &[]), job("piece 2", &[]));
    let join = job("join", &[&a.id, &b.id]);
    let again = queue.enqueue(vec![a, b, join]).await.unwrap();
    assert!(again.iter().all(|answer| matches!(answer, Enqueued::Done(_))));
    assert!(claim(&queue).await.is_none());

    // A new step that reads piece 2: that one is made again.
    queue.enqueue(vec![job("trailer", &[&chain[1]])]).await.unwrap();
    assert_eq!(claim(&queue).await.unwrap().job.id, chain[1]);
    assert!(claim(&queue).await.is_none());
    assert_eq!(state(&queue, &chain[0]).await, JobState::Done);
}

async fn lost_objects_are_made_again_for_unfinished_steps(house: House) {
    let queue = house.catalogue.queue();
    let chain = chain(&queue).await;
    let piece = claim(&queue).await.unwrap();
    let lost = Digest::of(b"lost");
    assert_eq!(queue.finish(&piece, &[lost], &[]).await.unwrap(), Standing::Held);
    let concerned = house
        .catalogue
        .objects_lost(&BTreeSet::from([lost]))
        .await
        .unwrap();
    assert_eq!(concerned, 1);
    assert_eq!(state(&queue, &chain[0]).await, JobState::Waiting);
}

async fn a_lost_rendition_is_made_again_when_its_steps_are_queued_again(house: House) {
    let (queue, vault) = (house.catalogue.queue(), house.vault());
    let (_, master) = house.title_with_master("ferry").await;
    let filed = rendition(&master.id, 360, b"0123456789 joined", Stage::Made);
    let chain = chain(&queue).await;
    for name in ["1", "2"] {
        let piece = claim(&queue).await.unwrap();
        let kept = vault.put(&mut name.as_bytes()).unwrap();
        assert_eq!(
            queue.finish(&piece, &[kept.digest], &[]).await.unwrap(),
            Standing::Held
        );
    }
    let join = claim(&queue).await.unwrap();
    let effects = [Effect::PutRendition(Box::new(filed.clone()))];
    assert_eq!(
        queue.finish(&join, &[filed.digest], &effects).await.unwrap(),
        Standing::Held
    );
    let check = claim(&queue).await.unwrap();
    assert_eq!(queue.finish(&check, &[], &[]).await.unwrap(), Standing::Held);
    house
        .catalogue
        .set_stage(&filed.id, Stage::Checked)
        .await
        .unwrap();
    house.clock.pass_ms(20 * 365 * 86_400_000);
    assert_eq!(house.catalogue.garbage(&vault, 1).await.unwrap().objects, 2);
    house.catalogue.collect_garbage(&vault, 1).await.unwrap();

    let concerned = house
        .catalogue
        .objects_lost(&BTreeSet::from([filed.digest]))
        .await
        .unwrap();
    assert_eq!(concerned, 1);
    assert!(claim(&queue).await.is_none(), "nobody asked for it yet");
    let (a, b) = (job("piece 1", &[]), job("piece 2", &[]));
    let join = job("join", &[&a.id, &b.id]);
    let again = queue.enqueue(vec![a, b, join]).await.unwrap();
    assert_eq!(again[2], Enqueued::Revived(chain[2].clone()));
    for at in [0, 1, 2] {
        let step = claim(&queue).await.unwrap();
        assert_eq!(step.job.id, chain[at]);
        let another = Rendition {
            id: RenditionId::random(),
            key: RenditionKey::random(),
            ..filed.clone()
        };
        let effects = [Effect::PutRendition(Box::new(another))];
        let effects = if at == 2 { &effects[..] } else { &[] };
        assert_eq!(
            queue.finish(&step, &[filed.digest], effects).await.unwrap(),
            Standing::Held
        );
    }
    assert!(claim(&queue).await.is_none());
    let checked = Rendition {
        stage: Stage::Checked,
        ..filed
    };
    assert_eq!(
        house.catalogue.renditions_of(&master.id).await.unwrap(),
        [checked]
    );
}

on_both!(
    steps_run_in_order_and_hand_their_outputs_on,
    the_most_urgent_goes_first,
    a_step_of_some_kinds_is_taken_and_no_other,
    queueing_twice_makes_nothing_twice,
    a_step_after_nothing_that_exists_is_refused_and_nothing_is_queued,
    effects_happen_with_the_finish_or_not_at_all,
    a_failed_attempt_is_tried_again_later_and_later,
    one_piece_is_retried_with_what_it_held_up,
    retrying_the_last_step_retries_all_that_it_needs,
    cancelling_reaches_the_worker_and_what_comes_after,
    queueing_again_revives_what_was_stopped,
    cancelling_a_title_spares_what_another_title_needs,
    collected_outputs_are_made_again_only_when_somebody_needs_them,
    lost_objects_are_made_again_for_unfinished_steps,
    a_lost_rendition_is_made_again_when_its_steps_are_queued_again,
);

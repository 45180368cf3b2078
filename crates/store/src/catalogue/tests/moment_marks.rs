use house::analyse::Span;
use house::analyse::moments::{Decided, Moment, MomentKind, MomentMark, Verdict};
use house::team::Actor;

use crate::catalogue::AuditFilter;
use crate::fixtures::{House, asset, on_both};

fn mark(start: i64, verdict: Verdict) -> MomentMark {
    let moment = Moment {
        span: Span::of_micros(start, start + 8_000_000),
        kind: MomentKind::Crowd,
        title: "The crowd rises at 12:04".into(),
        score: 700,
        reasons: vec!["the crowd rises 14 dB in 3 s".into()],
        still: None,
        pinned: false,
        renamed: false,
    };
    MomentMark::of(&moment, verdict)
}

fn decided(put: &[MomentMark], removed: &[MomentMark]) -> Decided {
    Decided {
        put: put.to_vec(),
        removed: removed.to_vec(),
        said: String::new(),
    }
}

async fn decisions_are_kept_changed_and_taken_back(house: House) {
    let (one, two) = (asset(b"tape one"), asset(b"tape two"));
    for asset in [&one, &two] {
        house.catalogue.put_asset(asset).await.unwrap();
    }
    let catalogue = &house.catalogue;
    let (pinned, rejected) = (
        mark(5_000_000, Verdict::Pinned),
        mark(1_000_000, Verdict::Rejected),
    );
    let put = async |marks: &[MomentMark]| {
        catalogue
            .decide_moments(&Actor::Program, &one.id, &decided(marks, &[]))
            .await
            .unwrap();
    };
    put(std::slice::from_ref(&pinned)).await;
    put(std::slice::from_ref(&rejected)).await;
    let mut renamed = pinned.clone();
    renamed.title = Some("They know the song".into());
    put(&[renamed.clone(), rejected.clone()]).await;
    let mut known = catalogue.moment_marks(&one.id).await.unwrap();
    known.sort_by_key(|mark| std::cmp::Reverse(mark.moment.span.start));
    assert_eq!(known, [renamed.clone(), rejected.clone()]);
    assert_eq!(catalogue.moment_marks(&two.id).await.unwrap(), []);

    let take_back = async || {
        catalogue
            .decide_moments(
                &Actor::Program,
                &one.id,
                &decided(&[], std::slice::from_ref(&rejected)),
            )
            .await
            .unwrap();
    };
    take_back().await;
    // What is not there any more is taken back already.
    take_back().await;
    assert_eq!(catalogue.moment_marks(&one.id).await.unwrap(), [renamed]);
    let filter = AuditFilter {
        action: Some("moment".into()),
        ..AuditFilter::default()
    };
    let log = catalogue.audit(&filter, None, 10).await.unwrap();
    let actions: Vec<_> = log.iter().map(|(_, entry)| entry.action.as_str()).collect();
    // What was put again as it was left no entry.
    assert_eq!(
        actions,
        ["moment.unmark", "moment.mark", "moment.mark", "moment.mark"]
    );
    let changed = &log[1].1;
    assert_eq!(changed.before.as_ref().unwrap()["title"], serde_json::Value::Null);
    assert_eq!(changed.after.as_ref().unwrap()["title"], "They know the song");
    assert_eq!(changed.subject, format!("asset:{}", one.id));
}

on_both!(decisions_are_kept_changed_and_taken_back);

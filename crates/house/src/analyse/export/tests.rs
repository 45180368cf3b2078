use media::time::{FrameNo, FrameRate, MediaTime};

use super::{Cuttings, ExportFormat, write};
use crate::analyse::Span;
use crate::analyse::moments::{Moment, MomentKind};

fn moment(start: i64, end: i64, kind: MomentKind, title: &str, reasons: &[&str]) -> Moment {
    Moment {
        span: Span::of_micros(start * 1_000, end * 1_000),
        kind,
        title: title.into(),
        score: u16::try_from(900 - start / 10_000).expect("small"),
        reasons: reasons.iter().map(|reason| (*reason).into()).collect(),
        still: Some(FrameNo(7)),
        pinned: false,
        renamed: false,
    }
}

/// Titles that each form has to take care of.
fn moments() -> [Moment; 3] {
    [
        moment(
            724_000,
            733_500,
            MomentKind::Crowd,
            "The crowd rises --> <b>12:04</b> & more",
            &["the crowd rises 14 dB in 3 s", "the only applause in 12 minutes"],
        ),
        moment(
            61_040,
            66_000,
            MomentKind::Quote,
            "=HYPERLINK(\"a\"); #1 \\ 2\nnext",
            &[],
        ),
        moment(
            1_000_000,
            1_010_000,
            MomentKind::Quiet,
            "Silence at 16:40",
            &["silence for 10 s"],
        ),
    ]
}

fn written(format: ExportFormat, rate: Option<(u32, u32)>, moments: &[Moment]) -> String {
    let rate = rate.map(|(numerator, denominator)| FrameRate::new(numerator, denominator).expect("a rate"));
    let cuttings = Cuttings {
        name: "Night; Boats",
        file: "night.mov",
        length: MediaTime::from_millis(1_200_000),
        rate,
        moments,
    };
    write(format, &cuttings).expect("a text")
}

#[test]
fn webvtt() {
    assert_eq!(
        written(ExportFormat::Webvtt, None, &moments()),
        "WEBVTT\n\n1\n00:01:01.040 --> 00:01:06.000\n=HYPERLINK(\"a\"); #1 \\ 2 next\n\n\
         2\n00:12:04.000 --> 00:12:13.500\nThe crowd rises --&gt; &lt;b&gt;12:04&lt;/b&gt; &amp; more\n\n\
         3\n00:16:40.000 --> 00:16:50.000\nSilence at 16:40\n"
    );
}

#[test]
fn ffmetadata() {
    let text = written(ExportFormat::Ffmetadata, None, &moments());
    assert!(text.starts_with(
        ";FFMETADATA1\ntitle=Night\\; Boats\n\n[CHAPTER]\nTIMEBASE=1/1000000\nSTART=61040000\nEND=66000000\n\
         title=\\=HYPERLINK(\"a\")\\; \\#1 \\\\ 2 next\n\n[CHAPTER]\n"
    ));
}

#[test]
fn youtube() {
    assert_eq!(
        written(ExportFormat::Youtube, None, &moments()),
        "0:00 Opening\n1:01 =HYPERLINK(\"a\"); #1 \\ 2 next\n\
         12:04 The crowd rises --\u{203a} \u{2039}b\u{203a}12:04\u{2039}/b\u{203a} & more\n16:40 Silence at 16:40\n"
    );
    let near = [
        moment(4_000, 9_000, MomentKind::Quiet, "At once", &[]),
        moment(61_000, 66_000, MomentKind::Quiet, "Kept", &[]),
        moment(70_000, 75_000, MomentKind::Quiet, "Too near", &[]),
        moment(90_000, 95_000, MomentKind::Quiet, "Last", &[]),
    ];
    assert_eq!(
        written(ExportFormat::Youtube, None, &near),
        "0:00 At once\n1:01 Kept\n1:30 Last\n"
    );
    let cuttings = Cuttings {
        name: "",
        file: "",
        length: MediaTime::from_millis(100_000),
        rate: None,
        moments: &near[1..2],
    };
    let refused = write(ExportFormat::Youtube, &cuttings).expect_err("two chapters");
    assert!(refused.to_string().contains("at least 3 chapters"), "{refused}");
}

#[test]
fn edl() {
    let text = written(ExportFormat::Edl, Some((25, 1)), &moments());
    assert!(text.starts_with(
        "TITLE: Night; Boats\nFCM: NON-DROP FRAME\n\n001  AX       V     C        00:01:01:01 "
    ));
    assert!(text.contains(
        "\n002  AX       V     C        00:12:04:00 00:12:13:13 00:12:04:00 00:12:13:13\n\
         * FROM CLIP NAME: The crowd rises --> <b>12:04</b> & more\n* SOURCE FILE: night.mov\n\
         * LOC: 00:12:04:00 YELLOW  The crowd rises --> <b>12:04</b> & more\n\
         * COMMENT: the crowd rises 14 dB in 3 s; the only applause in 12 minutes\n"
    ));
    let ntsc = written(ExportFormat::Edl, Some((30_000, 1_001)), &moments());
    assert!(
        ntsc.contains("FCM: DROP FRAME\n") && ntsc.contains("* LOC: 00:16:40;00 WHITE   Silence at 16:40\n"),
        "{ntsc}"
    );
    assert!(
        written(ExportFormat::Edl, None, &moments()).contains("001  AX       A     C        00:01:01:01")
    );
}

#[test]
fn otio() {
    let text = written(ExportFormat::Otio, Some((24_000, 1_001)), &moments());
    let timeline: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let marker = &timeline["tracks"]["markers"][0];
    assert_eq!(timeline["OTIO_SCHEMA"], "Timeline.1");
    assert_eq!(marker["OTIO_SCHEMA"], "Marker.2");
    assert_eq!(marker["metadata"]["marquee"]["kind"], "crowd");
    assert_eq!(marker["marked_range"]["start_time"]["value"], 17_359.0);
    let clip = &timeline["tracks"]["children"][0]["children"][0];
    assert_eq!(clip["source_range"]["duration"]["value"], 28_771.0);
}

#[test]
fn csv() {
    assert_eq!(
        written(ExportFormat::Csv, None, &moments()),
        "rank,start_s,end_s,kind,title,score,reasons,still_frame,pinned\r\n\
         1,724,733.5,crowd,The crowd rises --> <b>12:04</b> & more,0.828,\
         \"the crowd rises 14 dB in 3 s; the only applause in 12 minutes\",7,false\r\n\
         2,61.04,66,quote,\"'=HYPERLINK(\"\"a\"\"); #1 \\ 2 next\",0.894,,7,false\r\n\
         3,1000,1010,quiet,Silence at 16:40,0.800,silence for 10 s,7,false\r\n"
    );
}

#[test]
fn no_moments_make_no_faults() {
    for format in ExportFormat::ALL {
        let cuttings = Cuttings {
            name: "\n",
            file: "",
            length: MediaTime::ZERO,
            rate: None,
            moments: &[],
        };
        assert_eq!(write(format, &cuttings).is_ok(), format != ExportFormat::Youtube);
        assert_eq!(format.as_str().parse::<ExportFormat>().ok(), Some(format));
    }
}

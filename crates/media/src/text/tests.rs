use super::*;

fn read(text: &str) -> Subtitles {
    read_subtitles(text.as_bytes()).unwrap()
}

/// The cues as the file they become.
fn converted(text: &str) -> String {
    write_webvtt(&read(text).cues)
}

fn refused(text: &str) -> String {
    read_subtitles(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn subrip_becomes_webvtt() {
    let srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nFirst\r\nsecond line\r\n\r\n\
               2\r\n01:02:03,004 --> 01:02:04,5\r\n<I>slanted</I> & <font color=\"red\">red</font>\r\n";
    insta::assert_snapshot!(converted(srt), @r"
    WEBVTT

    00:00:01.000 --> 00:00:02.500
    First
    second line

    01:02:03.004 --> 01:02:04.500
    <i>slanted</i> &amp; red
    ");
}

#[test]
fn subrip_as_it_is_found_is_read() {
    // No counters, no blank line between cues, a blank line inside one, a number as text, old line ends.
    let srt = "00:01.0 --> 00:02.000 X1:10 X2:20\rone\r00:00:03,000-->00:00:04,000\rtwo\r\rstill two\r\r7\r\
               00:00:05,000 --> 00:00:06,000\r1984\r\r8\r00:00:07,000 --> 00:00:08,000\ra --> b\r";
    let texts: Vec<String> = read(srt).cues.into_iter().map(|cue| cue.text).collect();
    assert_eq!(texts, ["one", "two\nstill two", "1984", "a --&gt; b"]);
}

#[test]
fn cues_come_in_order_and_those_nobody_can_see_are_noted() {
    let srt = "1\n00:00:05,000 --> 00:00:06,000\nlate\n\n2\n00:00:01,000 --> 00:00:02,000\nearly\n\n\
               3\n00:00:03,000 --> 00:00:03,000\nnever\n\n4\n00:00:04,000 --> 00:00:05,000\n<font></font>\n";
    let read = read(srt);
    let texts: Vec<&str> = read.cues.iter().map(|cue| cue.text.as_str()).collect();
    assert_eq!(texts, ["early", "late"]);
    assert_eq!(
        read.notes,
        [
            "left out, line 10: the cue ends before it starts",
            "left out, line 14: the cue has no text"
        ]
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    assert_eq!(
        refused("1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:61,000 --> 00:00:62,000\nb\n"),
        "line 6: '00:00:61,000 --> 00:00:62,000' are not two times"
    );
    assert_eq!(
        refused("1\n--> 00:00:02,000\na\n"),
        "line 2: '--> 00:00:02,000' are not two times"
    );
    assert_eq!(
        refused("Dear all,\n\nhello"),
        "line 1: 'Dear all,' is no subtitle"
    );
    assert_eq!(
        refused("WEBVTT\n\nx --> y\n"),
        "line 3: 'x --> y' are not two times"
    );
    assert!(refused("").contains("empty"));
    assert!(refused("\u{feff}\n \n").contains("empty"));
    assert!(refused("WEBVTT\n").contains("without cues"));
    assert!(refused("[Script Info]\nTitle: x").contains("ASS"));
    assert!(refused("{0}{25}text").contains("MicroDVD"));
    assert!(refused("1\n00:00:01,000 --> 00:00:02,000\n\0").contains("no text"));
    let long = "x".repeat(200);
    assert!(refused(&long).len() < 120);
}

#[test]
fn webvtt_keeps_what_it_knows() {
    let vtt = "WEBVTT - a remark\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\nNOTE\nnot shown\n\n\
               STYLE\n::cue { color: red }\n\nid 7\n00:01.000 --> 00:02.000 line:0 region:r align:start evil:x\n\
               <v.loud Mary Ann>Hi <00:01.500><c.red.b%d>there</c>\n\n00:03.000 --> 00:04.000\n\
               <b>open <script>alert(1)</script> 1 < 2 > 0 &amp; &bad &#233; <lang en>end";
    insta::assert_snapshot!(converted(vtt), @r"
    WEBVTT

    00:00:01.000 --> 00:00:02.000 line:0 align:start
    <v.loud Mary Ann>Hi <00:00:01.500><c.red>there</c></v>

    00:00:03.000 --> 00:00:04.000
    <b>open alert(1) 1 &lt; 2 &gt; 0 &amp; &amp;bad &#233; <lang en>end</lang></b>
    ");
    assert_eq!(
        read(vtt).notes,
        ["left out, line 7: styles and regions are the page's matter"]
    );
}

#[test]
fn a_header_directly_followed_by_a_cue_loses_nothing() {
    let vtt = "WEBVTT\n00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb";
    assert_eq!(read(vtt).cues.len(), 2);
    // What was written is read back as it was.
    let again = converted(vtt);
    assert_eq!(converted(&again), again);
}

#[test]
fn positions_of_borrowed_overrides_become_settings() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}{\\b1}top{\\b0} {kept}\n";
    let cue = read(srt).cues.remove(0);
    assert_eq!(
        (cue.settings.as_str(), cue.text.as_str()),
        ("line:0", "top {kept}")
    );
}

#[test]
fn charsets_are_told_from_the_bytes() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nÜber die Brücke nach Århus, œuvre\n";
    let wide: Vec<u16> = srt.encode_utf16().collect();
    let low_first: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let high_first: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let marked = [&[0xff, 0xfe][..], &low_first].concat();
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(srt);
    let with_mark = format!("\u{feff}{srt}");
    for (bytes, charset) in [
        (srt.as_bytes(), "UTF-8"),
        (with_mark.as_bytes(), "UTF-8"),
        (&marked, "UTF-16LE"),
        (&low_first, "UTF-16LE"),
        (&high_first, "UTF-16BE"),
        (&western, "windows-1252"),
    ] {
        let read = read_subtitles(bytes).unwrap();
        assert_eq!(read.charset, charset);
        assert_eq!(
            read.cues[0].text, "Über die Brücke nach Århus, œuvre",
            "{charset}"
        );
    }
    let russian = "1\n00:00:01,000 --> 00:00:02,000\nЗдравствуйте, товарищи. Как ваши дела сегодня?\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    assert_eq!(read_subtitles(&bytes).unwrap().charset, "windows-1251");
}

#[test]
fn a_cue_stays_one_cue_whatever_it_holds() {
    let cue = Cue {
        start: MediaTime::from_millis(-5),
        end: MediaTime::from_micros(1_000_600),
        settings: "line:0\n\n00:00 --> 00:01 align:left".into(),
        text: "a\n\r\n\nb --> c\r\n00:00:01.000 --> 00:00:02.000".into(),
    };
    insta::assert_snapshot!(write_webvtt(&[cue]), @r"
    WEBVTT

    00:00:00.000 --> 00:00:01.001 line:0 align:left
    a
    b --&gt; c
    00:00:01.000 --&gt; 00:00:02.000
    ");
}

#[test]
fn deep_and_unclosed_markup_costs_little() {
    let many = format!(
        "1\n00:00:01,000 --> 00:00:02,000\n{}{}x",
        "<b>".repeat(100_000),
        "<".repeat(1_000_000)
    );
    let cue = read(&many).cues.remove(0);
    assert!(
        cue.text
            .ends_with("x</b></b></b></b></b></b></b></b></b></b></b></b></b></b></b></b>")
    );
}

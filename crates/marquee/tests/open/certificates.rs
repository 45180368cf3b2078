use crate::client::{believing, get, secure, visit};
use crate::program::{Place, Running, free};

fn made() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["films.example".to_owned()]).unwrap();
    (made.cert.pem(), made.key_pair.serialize_pem())
}

#[test]
fn a_house_with_certificate_files_speaks_tls_and_takes_a_new_certificate_over() {
    let (site, plain) = (free(), free());
    let config = format!(
        "[site]\nlisten = \"{site}\"\npublic_url = \"https://films.example\"\n\
         [tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"\nredirect_from = \"{plain}\"\n"
    );
    let place = Place::with(&config);
    let put = |certificate: &str, key: &str| {
        std::fs::write(place.house().join("c.pem"), certificate).unwrap();
        std::fs::write(place.house().join("k.pem"), key).unwrap();
    };
    let ((first, first_key), (second, second_key)) = (made(), made());
    put(&first, &first_key);
    let running = place.serve();
    running.says("open at https://films.example");
    visit(async {
        let stream = secure(site, "films.example", &believing(&first)).await.unwrap();
        let answer = get(stream, "films.example", "/healthz", "").await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("strict-transport-security").is_some());
        let tcp = tokio::net::TcpStream::connect(plain).await.unwrap();
        let answer = get(tcp, "evil.example", "/title/x", "").await;
        assert_eq!(answer.status, 308);
        assert_eq!(answer.header("location"), Some("https://films.example/title/x"));
    });
    put(&first, "no key");
    running.says("the certificate stays as it was");
    visit(async {
        assert!(secure(site, "films.example", &believing(&first)).await.is_ok());
    });
    put(&second, &second_key);
    running.says("a new certificate is shown");
    visit(async {
        assert!(secure(site, "films.example", &believing(&second)).await.is_ok());
        assert!(secure(site, "films.example", &believing(&first)).await.is_err());
    });
    assert!(running.end());
}

#[test]
fn what_keeps_the_house_shut_is_said_in_a_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let site = taken.local_addr().unwrap();
    let place = Place::with(&format!("[site]\nlisten = \"{site}\"\n"));
    let said = place.refused(&["serve"]);
    assert!(said.contains("is taken by another program"), "{said}");
    place.configure(&format!(
        "[site]\nlisten = \"{}\"\n[tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"\n",
        free()
    ));
    let said = place.refused(&["serve"]);
    assert!(said.contains("c.pem is not there"), "{said}");
    let ((certificate, _), (_, key)) = (made(), made());
    std::fs::write(place.house().join("c.pem"), certificate).unwrap();
    std::fs::write(place.house().join("k.pem"), key).unwrap();
    let said = place.refused(&["serve"]);
    assert!(said.contains("is not the one of the certificate"), "{said}");
    place.configure("[site]\ntrusted_proxies = [\"10.0.0.0/99\"]\n");
    let said = place.refused(&["serve"]);
    assert!(said.contains("site.trusted_proxies is '10.0.0.0/99'"), "{said}");
}

#[test]
fn a_running_house_without_tls_is_as_it_always_was() {
    let site = free();
    let place = Place::with(&format!("[site]\nlisten = \"{site}\"\n"));
    let running: Running = place.serve();
    running.says(&format!("open at http://{site}"));
    let answer = visit(async {
        let tcp = tokio::net::TcpStream::connect(site).await.unwrap();
        get(tcp, "films.example", "/", "").await
    });
    assert_eq!(answer.status, 200);
    assert!(answer.header("strict-transport-security").is_none());
    assert!(running.end());
}

#[test]
fn doctor_says_what_is_set_and_what_is_wrong_with_it() {
    let place = Place::with(
        "[site]\npublic_url = \"https://127.0.0.1:1\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n\
         [tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"\n",
    );
    let mut params = rcgen::CertificateParams::new(vec!["films.example".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    std::fs::write(place.house().join("c.pem"), certificate.pem()).unwrap();
    std::fs::write(place.house().join("k.pem"), key.serialize_pem()).unwrap();
    let output = place.command(&["doctor", "--json"]).output().unwrap();
    let findings: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let found = |part: &str| {
        let finding = findings.iter().find(|finding| finding["part"] == part).unwrap();
        (
            finding["health"].as_str().unwrap(),
            finding["found"].as_str().unwrap(),
        )
    };
    assert_eq!(found("site"), ("good", "https://127.0.0.1:1"));
    assert_eq!(found("reached").0, "weak");
    assert_eq!(found("proxies"), ("good", "10.0.0.0/8 are believed"));
    assert_eq!(found("mail"), ("weak", "none"));
    assert_eq!(
        found("certificate"),
        (
            "missing",
            "the certificate ran out on 2021-01-01: browsers refuse it"
        )
    );
}

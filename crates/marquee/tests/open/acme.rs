//! Certificates from a real authority (Pebble, Let's Encrypt's own for tests), which looks whether the house is there.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::client::{believing, get, secure, visit};
use crate::program::{Place, Running, free, installed, until_open};

const NAME: &str = "films.example";

#[test]
fn an_authority_gives_a_certificate_which_is_kept() {
    let (Some(pebble), Some(names)) = (installed("pebble"), installed("pebble-challtestsrv")) else {
        return;
    };
    let (site, plain, api, management) = (free(), free(), free(), free());
    let (dns, dns_management) = (free(), free());
    let place = Place::with("");
    let authority = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (roots, key) = (authority.cert.pem(), authority.key_pair.serialize_pem());
    let certificate = place.write("authority.pem", &roots);
    let key = place.write("authority-key.pem", &key);
    let settings = serde_json::json!({ "pebble": {
        "listenAddress": api.to_string(),
        "managementListenAddress": management.to_string(),
        "certificate": certificate,
        "privateKey": key,
        "httpPort": plain.port(),
        "tlsPort": site.port(),
        "ocspResponderURL": "",
        "externalAccountBindingRequired": false,
    }});
    let settings = place.write("pebble.json", &settings.to_string());
    let mut answering = Command::new(names);
    answering
        .args(["-defaultIPv6", "", "-defaultIPv4", "127.0.0.1"])
        .args(["-http01", "", "-https01", "", "-tlsalpn01", ""])
        .args([
            "-dns01",
            &dns.to_string(),
            "-management",
            &dns_management.to_string(),
        ]);
    let _names = Running::of(answering);
    let mut authority = Command::new(pebble);
    authority
        .arg("-config")
        .arg(settings)
        .args(["-dnsserver", &dns.to_string()])
        .env("PEBBLE_VA_NOSLEEP", "1")
        .env("PEBBLE_WFE_NONCEREJECT", "0");
    let _authority = Running::of(authority);
    until_open(api);
    until_open(management);

    for challenge in ["tls-alpn-01", "http-01"] {
        let place = Place::with(&format!(
            "[site]\nlisten = \"{site}\"\n[tls]\nacme_domains = [\"{NAME}\"]\nacme_contact = \"ana@example.org\"\n\
             acme_directory = \"https://localhost:{}/dir\"\nacme_roots = {certificate:?}\n\
             acme_challenge = \"{challenge}\"\nredirect_from = \"{plain}\"\n",
            api.port()
        ));
        let running = place.serve();
        running.says("the authority gave a new certificate");
        let root = visit(async {
            let stream = secure(management, "localhost", &believing(&roots)).await.unwrap();
            let answer = get(stream, "localhost", "/roots/0", "").await;
            String::from_utf8(answer.body).unwrap()
        });
        let answered = || {
            visit(async {
                let stream = secure(site, NAME, &believing(&root)).await.unwrap();
                get(stream, NAME, "/healthz", "").await.status
            })
        };
        assert_eq!(answered(), 200, "{challenge}");
        private_to_the_house(&place.house().join("acme"));
        assert!(running.end());
        let again = place.serve();
        again.says("the certificate of last time is shown");
        assert_eq!(answered(), 200, "{challenge}: kept");
        assert!(again.end());
    }
}

/// The account's key and the certificate's: nobody else may read them.
fn private_to_the_house(folder: &Path) {
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder), 0o700);
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert_eq!(files.len(), 2, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

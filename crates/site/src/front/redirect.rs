use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;

use super::connection::{http1, told};
use super::doors::Manners;

/// Where an authority looks for the proof that this address is ours (RFC 8555, clause 8.3).
const CHALLENGE: &str = "/.well-known/acme-challenge/";

/// From a challenge's token to its answer.
pub type Challenges = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// A door that sends every visitor to the site's own address.
pub struct Redirect {
    /// The site's address, without a slash at the end. Never the `Host` that was asked for.
    pub to: String,
    /// Answers of an authority's challenges, when it asks by HTTP.
    pub challenges: Option<Challenges>,
}

impl Redirect {
    fn answer(&self, asked: &Uri) -> Response<Body> {
        let challenge = asked.path().strip_prefix(CHALLENGE);
        if let (Some(token), Some(challenges)) = (challenge, &self.challenges) {
            return match challenges(token) {
                Some(proof) => Response::new(Body::from(proof)),
                None => empty(StatusCode::NOT_FOUND),
            };
        }
        let path = asked.path_and_query().map_or("/", |path| path.as_str());
        let mut response = empty(StatusCode::PERMANENT_REDIRECT);
        if let Ok(to) = HeaderValue::from_str(&format!("{}{path}", self.to)) {
            response.headers_mut().insert(header::LOCATION, to);
        }
        response
    }
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

pub(super) async fn send_on(tcp: TcpStream, redirect: Arc<Redirect>, manners: &Manners, watcher: Watcher) {
    let service = service_fn(move |request: Request<Incoming>| {
        let response = redirect.answer(request.uri());
        async move { Ok::<_, std::convert::Infallible>(response) }
    });
    let mut builder = http1(manners);
    // One answer is all that anybody gets here.
    builder.keep_alive(false);
    told(
        watcher
            .watch(builder.serve_connection(TokioIo::new(tcp), service))
            .await,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect() -> Redirect {
        Redirect {
            to: "https://films.example".into(),
            challenges: Some(Arc::new(|token| (token == "known").then(|| "proof".into()))),
        }
    }

    #[test]
    fn everything_is_sent_to_the_sites_address() {
        for (asked, to) in [
            ("/title/x?y=z", "https://films.example/title/x?y=z"),
            ("http://evil.example/a", "https://films.example/a"),
            ("//evil.example/a", "https://films.example//evil.example/a"),
            ("*", "https://films.example/"),
        ] {
            let response = redirect().answer(&asked.parse().unwrap());
            assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
            let location = response.headers().get(header::LOCATION).unwrap();
            if asked != "*" {
                assert_eq!(location, to);
            }
            assert!(location.to_str().unwrap().starts_with("https://films.example"));
        }
    }

    #[test]
    fn an_authority_gets_its_proof_and_nobody_else_anything() {
        let ask = |path: &str| redirect().answer(&path.parse().unwrap()).status();
        assert_eq!(ask("/.well-known/acme-challenge/known"), StatusCode::OK);
        assert_eq!(ask("/.well-known/acme-challenge/other"), StatusCode::NOT_FOUND);
        let deaf = Redirect {
            challenges: None,
            ..redirect()
        };
        let response = deaf.answer(&"/.well-known/acme-challenge/known".parse().unwrap());
        assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
    }
}

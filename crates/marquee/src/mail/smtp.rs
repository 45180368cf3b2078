use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use site::Letter;

use crate::cli::problem::Advised;
use crate::config::{MailConfig, MailLine, Password};

/// For one letter, from greeting to receipt.
const PATIENCE: Duration = Duration::from_secs(60);

/// The way to the mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    server: String,
}

/// Why a letter did not go.
#[derive(Debug)]
pub struct NotTaken {
    pub sentence: String,
    /// The server said that it never will.
    pub for_good: bool,
}

/// Told to other programs: nobody is to answer that nobody is there (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

impl Smtp {
    /// # Errors
    /// A sentence when the password or the roots cannot be read.
    pub fn of(mail: &MailConfig) -> anyhow::Result<Self> {
        let tls = match mail.line {
            MailLine::Tls => Tls::Wrapper(encryption(mail)?),
            MailLine::StartTls => Tls::Required(encryption(mail)?),
            MailLine::Plain => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
            .port(mail.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some(login) = &mail.login {
            let password = password(&login.password)?;
            builder = builder.credentials(Credentials::new(login.user.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
            from: mail.from.clone(),
            server: format!("{}:{}", mail.host, mail.port),
        })
    }

    /// Hands a letter to the server. `id` names it, so that a letter that comes twice is known as the same.
    pub async fn send(&self, id: &str, letter: &Letter) -> Result<(), NotTaken> {
        let message = self.written(id, letter).map_err(|error| NotTaken {
            sentence: format!("the letter to {} cannot be written: {error:#}", letter.to),
            for_good: true,
        })?;
        match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(NotTaken {
                sentence: format!(
                    "the mail server {} did not take it: {}",
                    self.server,
                    told(&error)
                ),
                for_good: error.is_permanent(),
            }),
            Err(_) => Err(NotTaken {
                sentence: format!("the mail server {} does not answer", self.server),
                for_good: false,
            }),
        }
    }

    /// As far as the login, without a letter.
    ///
    /// # Errors
    /// A sentence when the server does not answer or lets the house not in.
    pub async fn greet(&self) -> Result<(), String> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("the mail server {} hangs up", self.server)),
            Err(error) => Err(format!(
                "the mail server {} does not let the house in: {}",
                self.server,
                told(&error)
            )),
        }
    }

    fn written(&self, id: &str, letter: &Letter) -> anyhow::Result<Message> {
        let to: Mailbox = letter.to.parse()?;
        let here = self.from.email.domain();
        Ok(Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(one_line(&letter.subject))
            .message_id(Some(format!("<{id}@{here}>")))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())?)
    }
}

/// A subject is one line, whatever the house is called.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// The error with what caused it.
fn told(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let text = next.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        cause = next.source();
    }
    said
}

fn encryption(mail: &MailConfig) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(mail.host.clone());
    if let Some(roots) = &mail.roots {
        let pem = read(roots, "mail.roots")?;
        let root = Certificate::from_pem(&pem)
            .with_context(|| format!("there is no certificate in {}", roots.display()))?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(root);
    }
    Ok(builder.build_rustls()?)
}

fn password(password: &Password) -> anyhow::Result<String> {
    match password {
        Password::Text(text) => Ok(text.clone()),
        Password::File(path) => {
            let text = String::from_utf8(read(path, "mail.password_file")?)
                .with_context(|| format!("{} is no text", path.display()))?;
            Ok(text.trim_end_matches(['\r', '\n']).to_owned())
        }
    }
}

fn read(path: &Path, setting: &str) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| {
        let sentence = format!("{} cannot be read: {error}", path.display());
        Advised::new(
            sentence,
            format!("correct {setting}, or let the house's user read the file"),
        )
        .into()
    })
}

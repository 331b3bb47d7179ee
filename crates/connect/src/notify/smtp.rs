//! E-mail by SMTP (RFC 5321), with TLS from the first byte (RFC 8314 §3.3) or by STARTTLS (RFC 3207).
//!
//! A password is sent over TLS only: a server that offers none gets no password, and a setting that asks for
//! both is refused before anything is opened. A relay is mostly a machine of one's own network, so that private
//! addresses may be called here.

use super::NotifyError;
use crate::http::words;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};
use model::{Secret, Time};
use std::time::{Duration, UNIX_EPOCH};

/// Recipients of one target.
pub const RECIPIENTS_MAX: usize = 20;
/// How long the server may take for each of its answers.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(20);
/// How long one message may take in all.
const TOTAL_TIME_MAX: Duration = Duration::from_secs(60);

/// How the connection is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS after the greeting; a server that does not offer it is left.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None: for a relay that takes mail without a password.
    None,
}

/// A mail server.
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// Name and password, for a server that wants them.
    pub login: Option<(String, Secret)>,
    /// How this server names itself in its greeting.
    pub greeting: String,
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The same in each try: the `Message-ID`, without its angle brackets.
    pub id: String,
    pub at: Time,
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
}

/// Whether that is an address that mail can be sent from and to: `name@example.com`.
pub fn check_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

impl Smtp {
    /// Makes one try to hand the message over. It went to all recipients, or to none as far as is known.
    ///
    /// # Errors
    /// [`NotifyError::Settings`] before anything is opened; [`NotifyError::Mail`] with the server's words.
    pub async fn send(&self, mail: &Mail) -> Result<(), NotifyError> {
        if self.login.is_some() && self.security == SmtpSecurity::None {
            return Err(NotifyError::Settings(
                "A password is sent over TLS only: choose STARTTLS or TLS, or leave the name and the password out."
                    .into(),
            ));
        }
        let message = self.message(mail)?;
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .timeout(Some(ANSWER_TIME_MAX))
            .hello_name(ClientId::Domain(self.greeting.clone()))
            .tls(self.tls()?);
        if let Some((name, password)) = &self.login {
            transport = transport.credentials(Credentials::new(name.clone(), password.expose().to_owned()));
        }
        match tokio::time::timeout(TOTAL_TIME_MAX, transport.build().send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.refused(&error)),
            Err(_) => {
                let what = format!("it did not take the message within {} s", TOTAL_TIME_MAX.as_secs());
                Err(NotifyError::Mail { host: self.host.clone(), what })
            }
        }
    }

    fn tls(&self) -> Result<Tls, NotifyError> {
        let parameters = || {
            TlsParameters::new(self.host.clone()).map_err(|error| NotifyError::Mail {
                host: self.host.clone(),
                what: format!("TLS cannot be used: {}", self.said(&error)),
            })
        };
        Ok(match self.security {
            SmtpSecurity::Starttls => Tls::Required(parameters()?),
            SmtpSecurity::Tls => Tls::Wrapper(parameters()?),
            SmtpSecurity::None => Tls::None,
        })
    }

    fn message(&self, mail: &Mail) -> Result<Message, NotifyError> {
        let mailbox = |text: &str| match text.parse::<Address>() {
            Ok(address) => Ok(Mailbox::new(None, address)),
            Err(_) => Err(NotifyError::Settings("An address of the target is no e-mail address.".into())),
        };
        let since_1970 = Duration::from_millis(u64::try_from(mail.at.ms()).unwrap_or(0));
        let mut builder = Message::builder()
            .from(mailbox(&mail.from)?)
            .message_id(Some(format!("<{}>", mail.id)))
            .date(UNIX_EPOCH + since_1970)
            .subject(&mail.subject)
            .header(ContentType::TEXT_PLAIN);
        for to in &mail.to {
            builder = builder.to(mailbox(to)?);
        }
        builder
            .body(mail.text.clone())
            .map_err(|error| NotifyError::Settings(format!("The message cannot be written: {error}.")))
    }

    fn refused(&self, error: &lettre::transport::smtp::Error) -> NotifyError {
        let what = if error.is_permanent() {
            "it refused the message, or the name and password"
        } else if error.is_transient() {
            "it does not take the message now"
        } else if error.is_timeout() {
            "it did not answer in time"
        } else if error.is_tls() {
            "no trusted TLS with it"
        } else {
            "the connection did not come about, or broke"
        };
        NotifyError::Mail { host: self.host.clone(), what: format!("{what} ({})", self.said(error)) }
    }

    /// The deepest words of an error, without the password.
    fn said(&self, error: &dyn std::error::Error) -> String {
        let mut deepest = error;
        while let Some(source) = deepest.source() {
            deepest = source;
        }
        let secrets: Vec<&Secret> = self.login.iter().map(|(_, password)| password).collect();
        words(&deepest.to_string(), &secrets).unwrap_or_else(|| "no reason given".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            id: "0195-a@vouchsafe.example.com".into(),
            at: Time::from_ms(1_795_248_000_123),
            from: "vouchsafe@example.com".into(),
            to: vec!["ada@example.com".into(), "ben@example.com".into()],
            subject: "Zoom Köln\r\nBcc: eve@example.com".into(),
            text: "First line.\n.\nLast line.".into(),
        }
    }

    fn smtp(security: SmtpSecurity, login: Option<(String, Secret)>) -> Smtp {
        Smtp { host: "mail.example.com".into(), port: 25, security, login, greeting: "example.com".into() }
    }

    #[test]
    fn a_message_has_its_own_id_and_date_and_no_header_of_others() {
        let message = smtp(SmtpSecurity::Tls, None).message(&mail()).ok().unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        assert!(text.contains("Message-ID: <0195-a@vouchsafe.example.com>\r\n"), "{text}");
        assert!(text.contains("Date: Sat, 21 Nov 2026 08:00:00 +0000\r\n"), "{text}");
        assert!(text.contains("To: ada@example.com, ben@example.com\r\n"), "{text}");
        assert!(!text.contains("\r\nBcc:"), "{text}");
    }

    #[tokio::test]
    async fn a_password_is_not_sent_without_tls() {
        let login = Some(("vouchsafe".to_owned(), Secret::new("s3cret")));
        let error = smtp(SmtpSecurity::None, login).send(&mail()).await.unwrap_err();
        assert!(matches!(&error, NotifyError::Settings(what) if what.contains("over TLS only")), "{error}");
        assert!(error.is_final());
    }

    #[test]
    fn addresses_are_checked() {
        for good in ["ada@example.com", "a.b+c@mail.example.com"] {
            assert!(check_address(good), "{good}");
        }
        for bad in ["", "ada", "ada@", "Ada <ada@example.com>", "ada@example.com\r\nBcc: x@example.com"] {
            assert!(!check_address(bad), "{bad}");
        }
    }
}

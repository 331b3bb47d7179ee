//! What a target's settings have to be, and what they are for whoever sends. Pure.

use super::{MailSecurity, NewTarget, SmtpSettings, WebhookSettings};
use crate::{Config, FieldProblem, names};
use connect::notify::{RECIPIENTS_MAX, Reach, SigningSecret, Smtp, SmtpSecurity, Webhook, check_address};
use model::{Secret, TargetKind};
use serde_json::{Value, json};
use store::TargetRow;

/// Longest host, name to sign in with, password and address of a webhook, in characters.
const TEXT_CHARS_MAX: usize = 500;

/// A target that can be called.
pub(in crate::alerts) enum Place {
    Webhook(Webhook, SigningSecret),
    /// The server, the sender and the recipients.
    Mail(Smtp, String, Vec<String>),
}

/// The target's place.
///
/// # Errors
/// Why it cannot be called: settings that were right when they were kept may not be any more, since the operator
/// decides which places may be called.
pub(in crate::alerts) fn place(
    target: &TargetRow,
    secret: Option<&Secret>,
    config: &Config,
) -> Result<Place, String> {
    let unreadable = |_| "The target's settings cannot be read; enter them again.".to_owned();
    match target.kind {
        TargetKind::Webhook => {
            let settings: WebhookSettings =
                serde_json::from_value(target.settings.clone()).map_err(unreadable)?;
            let secret = secret.ok_or("The target has no signing secret; enter one.")?;
            Ok(Place::Webhook(Webhook::new(&settings.url, reach(config))?, SigningSecret::parse(secret)?))
        }
        TargetKind::Smtp => {
            let settings: SmtpSettings =
                serde_json::from_value(target.settings.clone()).map_err(unreadable)?;
            let security = match settings.security {
                MailSecurity::Starttls => SmtpSecurity::Starttls,
                MailSecurity::Tls => SmtpSecurity::Tls,
                MailSecurity::None => SmtpSecurity::None,
            };
            let login = settings.user.zip(secret.cloned());
            let greeting = config.public_url.host_str().unwrap_or("localhost").to_owned();
            let smtp = Smtp { host: settings.host, port: settings.port, security, login, greeting };
            Ok(Place::Mail(smtp, settings.from, settings.to))
        }
    }
}

fn reach(config: &Config) -> Reach {
    if config.private_notification_targets { Reach::Private } else { Reach::Public }
}

/// The name and the settings as they are kept, or every field that is wrong. `kept` is the target that is edited.
pub(super) fn checked(
    wanted: &NewTarget,
    kept: Option<&TargetRow>,
    config: &Config,
) -> Result<(String, Value), Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let name = names::checked("name", &wanted.name).unwrap_or_else(|problem| {
        problems.push(problem);
        String::new()
    });
    if kept.is_some_and(|kept| kept.kind != wanted.kind) {
        problems.push(FieldProblem::new("kind", "A target's kind stays; add another target instead."));
    }
    let settings = match (wanted.kind, &wanted.smtp, &wanted.webhook) {
        (TargetKind::Smtp, Some(smtp), None) => {
            check_smtp(smtp, wanted, kept, &mut problems);
            json!(smtp)
        }
        (TargetKind::Webhook, None, Some(webhook)) => {
            check_webhook(webhook, wanted, kept, config, &mut problems);
            json!({ "url": webhook.url.trim() })
        }
        (kind, ..) => {
            let message = format!("Give the settings of the kind “{}”, and of no other.", kind.as_str());
            problems.push(FieldProblem::new(kind.as_str(), message));
            Value::Null
        }
    };
    if problems.is_empty() { Ok((name, settings)) } else { Err(problems) }
}

fn check_webhook(
    webhook: &WebhookSettings,
    wanted: &NewTarget,
    kept: Option<&TargetRow>,
    config: &Config,
    problems: &mut Vec<FieldProblem>,
) {
    let url = match webhook.url.chars().count() {
        chars if chars > TEXT_CHARS_MAX => Err(format!("At most {TEXT_CHARS_MAX} characters fit.")),
        _ => Webhook::new(&webhook.url, reach(config)).map(drop),
    };
    problems.extend(url.err().map(|why| FieldProblem::new("webhook.url", why)));
    let secret = match &wanted.secret {
        Some(secret) => SigningSecret::parse(secret).map(drop),
        None if kept.is_some_and(|kept| kept.secret.is_some()) => Ok(()),
        None => Err("Enter the secret that messages are signed with: “whsec_” and base64.".into()),
    };
    problems.extend(secret.err().map(|why| FieldProblem::new("secret", why)));
}

fn check_smtp(
    smtp: &SmtpSettings,
    wanted: &NewTarget,
    kept: Option<&TargetRow>,
    problems: &mut Vec<FieldProblem>,
) {
    let mut wrong = |field: &str, message: &str| problems.push(FieldProblem::new(field, message));
    if !is_host(&smtp.host) {
        wrong("smtp.host", "Enter the mail server's name or address, without a port: mail.example.com.");
    }
    if smtp.port == 0 {
        wrong("smtp.port", "Enter a port from 1 to 65535; 587 is usual for STARTTLS, 465 for TLS.");
    }
    if !check_address(&smtp.from) {
        wrong("smtp.from", "Enter the sender's e-mail address: vouchsafe@example.com.");
    }
    if smtp.to.is_empty() || smtp.to.len() > RECIPIENTS_MAX {
        wrong("smtp.to", &format!("Enter 1 to {RECIPIENTS_MAX} recipients."));
    } else if let Some(bad) = smtp.to.iter().find(|to| !check_address(to)) {
        wrong("smtp.to", &format!("“{bad}” is no e-mail address."));
    }
    let Some(user) = &smtp.user else {
        if wanted.secret.is_some() {
            wrong("smtp.user", "Enter the name that goes with the password.");
        }
        return;
    };
    if user.is_empty() || user.chars().count() > TEXT_CHARS_MAX || user.chars().any(char::is_control) {
        wrong("smtp.user", "Enter the name to sign in with, or leave it out.");
    }
    if smtp.security == MailSecurity::None {
        wrong(
            "smtp.security",
            "A password is sent over TLS only: choose STARTTLS or TLS, or leave the name out.",
        );
    }
    match &wanted.secret {
        Some(secret) if secret.is_empty() || secret.expose().chars().count() > TEXT_CHARS_MAX => {
            wrong("secret", "Enter the password.");
        }
        Some(_) => {}
        // A password goes only where it was entered for: else an editor could have it sent to a server of theirs.
        None if kept.is_some_and(|kept| kept.secret.is_some() && same_door(&kept.settings, smtp)) => {}
        None => wrong(
            "secret",
            "Enter the password; it is asked for again whenever the server or the name changes.",
        ),
    }
}

/// Whether a kept password belongs to this server and name.
fn same_door(kept: &Value, smtp: &SmtpSettings) -> bool {
    let door = |smtp: &SmtpSettings| (smtp.host.clone(), smtp.port, smtp.security, smtp.user.clone());
    serde_json::from_value::<SmtpSettings>(kept.clone()).is_ok_and(|kept| door(&kept) == door(smtp))
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= TEXT_CHARS_MAX && url::Host::parse(text).is_ok()
}

//! A session: what a sign-in by any of the three methods comes to.

use super::{
    answer,
    credentials::{Form, Method},
    cure,
    id::eighteen,
    sites::Sites,
    soap::{self, Api, Envelope, Said},
};
use crate::http::{Answer, Call, Client, json, words};
use crate::source::{ConnectError, TransientCause, clock};
use model::{Clock, Secret, Time};
use serde_json::Value;
use zeroize::Zeroize;

/// The version of the API that everything is asked of. SOAP `login()` exists up to this one and no further.
pub(super) const VERSION: &str = "64.0";

/// An opened session. What it may do is found out by reading, not kept.
pub(super) struct Session {
    /// The session id or the access token: one as good as the other.
    pub(super) secret: Secret,
    /// The host that answers for the org.
    pub(super) host: String,
    /// Both with 18 characters.
    pub(super) org_id: String,
    pub(super) user_id: String,
    pub(super) clock_warning: Option<String>,
}

/// Signs in. No session is ever ended: Salesforce may give one user the same session twice, and ending it here would end
/// it for others.
pub(super) async fn open(
    client: &Client,
    sites: &Sites,
    form: &Form,
    took_before: bool,
    clock: &dyn Clock,
) -> Result<Session, ConnectError> {
    match &form.method {
        Method::Password { endpoint, username, password, token } => {
            let api = Api::from(*endpoint);
            // The token has no field of its own: it is put behind the password.
            let joined = Secret::new(format!("{}{}", password.expose(), token.expose()));
            let envelope = Envelope::of(api, &[], "login", |it| {
                it.text("username", username);
                it.text("password", joined.expose());
            });
            let call = Call::post_soap(sites.at(&form.domain, &api.path(VERSION)), envelope);
            let mut answer = client.send(call).await?;
            let secrets: Vec<_> = [&joined].into_iter().chain(form.method.secrets()).collect();
            let session = logged_in(&answer, api, sites, took_before, &secrets, clock.now());
            answer.body.zeroize();
            session
        }
        Method::ClientCredentials { client_id, client_secret } => {
            let fields = [
                ("grant_type", "client_credentials"),
                ("client_id", client_id.expose()),
                ("client_secret", client_secret.expose()),
            ];
            granted(client, sites, form, &fields, &[], clock).await
        }
        Method::JwtBearer { client_id, username, key } => {
            let audience = format!("https://{}", form.domain);
            let assertion = key.assertion(client_id.expose(), username, &audience, clock.now());
            let Some(assertion) = assertion else {
                return Err(ConnectError::Unexpected {
                    what: "the private key cannot sign".into(),
                    status: None,
                    words: None,
                });
            };
            let fields = [
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", assertion.expose()),
            ];
            granted(client, sites, form, &fields, &[&assertion], clock).await
        }
    }
}

/// What `login()` answered.
fn logged_in(
    answer: &Answer,
    api: Api,
    sites: &Sites,
    took_before: bool,
    secrets: &[&Secret],
    now: Time,
) -> Result<Session, ConnectError> {
    struct Result_ {
        expired: bool,
        server: String,
        session: Secret,
        org: Option<String>,
        user: Option<String>,
    }
    let heard = answer::hear(answer, api, "login", now, |response| {
        let result = soap::child(response, "result")
            .ok_or(soap::Unreadable::NotSoap("a login answer without a result"))?;
        let info = soap::child(result, "userInfo");
        Ok(Result_ {
            expired: soap::text(result, "passwordExpired").as_deref() == Some("true"),
            server: soap::text(result, "serverUrl").unwrap_or_default(),
            session: Secret::new(soap::text(result, "sessionId").unwrap_or_default()),
            org: info.and_then(|info| soap::text(info, "organizationId")).and_then(|id| eighteen(&id)),
            user: soap::text(result, "userId").and_then(|id| eighteen(&id)),
        })
    })?;
    let result = match heard.said {
        Said::Answer(result) => result,
        Said::Fault(fault) => {
            let said = words(&fault.words, secrets);
            return Err(match fault.code.as_str() {
                "INVALID_LOGIN" if took_before => cure::no_longer(said),
                "ORG_NOT_OWNED_BY_INSTANCE" => cure::moved(said),
                _ => answer::error(&fault, said, now),
            });
        }
    };
    // Salesforce lets somebody with an expired password in, to change it and for nothing else.
    if result.expired {
        return Err(cure::expired());
    }
    let (Some(org_id), Some(user_id), false) = (result.org, result.user, result.session.is_empty()) else {
        return Err(ConnectError::Unexpected {
            what: format!("{} answered the login without a session, an org or a user", answer.host),
            status: Some(answer.status.as_u16()),
            words: None,
        });
    };
    let host = sites.named(&result.server)?;
    let clock_warning = clock::warning("Salesforce", answer, now);
    Ok(Session { secret: result.session, host, org_id, user_id, clock_warning })
}

/// Asks the token endpoint (RFC 6749 §4.4, RFC 7523 §2.1). The parameters go as a form.
async fn granted(
    client: &Client,
    sites: &Sites,
    form: &Form,
    fields: &[(&str, &str)],
    more_secrets: &[&Secret],
    clock: &dyn Clock,
) -> Result<Session, ConnectError> {
    let call = Call::post_form(sites.at(&form.domain, "/services/oauth2/token"), fields);
    let mut answer = client.send(call).await?;
    let secrets: Vec<_> = more_secrets.iter().copied().chain(form.method.secrets()).collect();
    let session = token(&answer, sites, &secrets, clock.now());
    answer.body.zeroize();
    session
}

fn token(answer: &Answer, sites: &Sites, secrets: &[&Secret], now: Time) -> Result<Session, ConnectError> {
    let status = answer.status;
    let number = status.as_u16();
    let unexpected = |what: &str| ConnectError::Unexpected {
        what: format!("{} answered the sign-in with HTTP {number} and {what}", answer.host),
        status: Some(number),
        words: None,
    };
    if number == 429 {
        return Err(ConnectError::Throttled { until: answer.retry_after(now), daily: false, words: None });
    }
    if status.is_server_error() {
        return Err(ConnectError::Transient {
            cause: TransientCause::Server,
            what: format!("{} is in trouble: it answered the sign-in with HTTP {number}", answer.host),
            status: Some(number),
            until: answer.retry_after(now),
        });
    }
    let value = json::parse(&answer.body).map_err(|_| ConnectError::Transient {
        cause: TransientCause::Unreadable,
        what: format!("{} answered the sign-in with HTTP {number} and no JSON", answer.host),
        status: Some(number),
        until: None,
    })?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(error) = text("error") {
        let hint = text("error_description").unwrap_or_default();
        let said = words(if hint.is_empty() { error } else { hint }, secrets);
        if error == "rate_limit_exceeded" || hint.to_ascii_lowercase().contains("login rate exceeded") {
            return Err(ConnectError::Throttled {
                until: answer.retry_after(now),
                daily: false,
                words: said,
            });
        }
        let refused = cure::grant(error, hint, said);
        return Err(match (clock::warning("Salesforce", answer, now), refused) {
            // An assertion is good for minutes only: whatever Salesforce says of it, the clock comes first.
            (Some(warning), ConnectError::SignIn { cause, fields, what, mend, words }) => {
                ConnectError::SignIn { cause, fields, what: format!("{what}. {warning}"), mend, words }
            }
            (_, refused) => refused,
        });
    }
    if !status.is_success() {
        return Err(unexpected("no error in OAuth's form"));
    }
    let (Some(token), Some(instance)) = (text("access_token"), text("instance_url")) else {
        return Err(unexpected("no token or no instance"));
    };
    let host = sites.named(instance)?;
    // `https://login.salesforce.com/id/ORG/USER`
    let mut identity = text("id").unwrap_or_default().rsplit('/');
    let (user, org) = (identity.next().and_then(eighteen), identity.next().and_then(eighteen));
    let (Some(user_id), Some(org_id)) = (user, org) else {
        return Err(unexpected("no identity of an org and a user"));
    };
    let clock_warning = clock::warning("Salesforce", answer, now);
    Ok(Session { secret: Secret::new(token), host, org_id, user_id, clock_warning })
}

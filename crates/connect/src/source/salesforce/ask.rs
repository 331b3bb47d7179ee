//! Asking: one operation of one of the APIs, with the session renewed once where it is not taken.

use super::{
    account::{Making, Org},
    answer::{self, Meaning},
    right::{self, Granted, Right},
    rows::Batch,
    session::{Session, VERSION},
    soap::{Api, Envelope, Header, Said, Unreadable},
    view::{Over, Query},
    views,
};
use crate::http::Call;
use crate::source::ConnectError;
use model::{Absence, AbsenceKind, Secret};
use roxmltree::Node;
use zeroize::Zeroizing;

/// Rows of one answer that are asked for: the most that Salesforce gives.
pub(super) const BATCH_ROWS: u32 = 2_000;
/// Columns that an org may lack, left out one by one.
pub(super) const MISSING_MAX: usize = 16;

/// What is written inside an operation's element.
pub(super) type Inside<'a> = dyn Fn(&mut Envelope) + Send + Sync + 'a;

/// One operation: which, of which API, and what is inside it.
pub(super) struct Ask<'a> {
    pub(super) api: Api,
    pub(super) operation: &'static str,
    pub(super) right: &'a Right,
    /// Rows of one answer that are asked for, where it is a query.
    pub(super) batch: Option<u32>,
    pub(super) inside: &'a Inside<'a>,
}

/// What an operation came to.
pub(super) enum Seen<T> {
    Value(T),
    Absent(Absence),
    NoColumn(String),
}

impl Org {
    /// Makes a call. A session that is not taken is renewed once and the call repeated once; never more.
    pub(super) async fn see<T: Send>(
        &self,
        making: &mut Making,
        ask: &Ask<'_>,
        take: impl Fn(Node<'_, '_>) -> Result<T, Unreadable> + Send,
    ) -> Result<Seen<T>, ConnectError> {
        let meaning = match self.call(making, ask, &take).await? {
            Ok(value) => return Ok(Seen::Value(value)),
            Err(Meaning::SignInAgain(_)) => {
                making.session = self.session(Some(&making.session)).await?;
                match self.call(making, ask, &take).await? {
                    Ok(value) => return Ok(Seen::Value(value)),
                    Err(meaning) => meaning,
                }
            }
            Err(meaning) => meaning,
        };
        match meaning {
            Meaning::Absent(absence) => Ok(Seen::Absent(absence)),
            Meaning::NoColumn(column) => Ok(Seen::NoColumn(column)),
            Meaning::SignInAgain(error) | Meaning::Error(error) => Err(error),
        }
    }

    async fn call<T>(
        &self,
        making: &mut Making,
        ask: &Ask<'_>,
        take: &(impl Fn(Node<'_, '_>) -> Result<T, Unreadable> + Send),
    ) -> Result<Result<T, Meaning>, ConnectError> {
        let session = &making.session;
        let batch = ask.batch.map(Header::BatchSize);
        let headers: Vec<_> = [Header::Session(&session.secret)].into_iter().chain(batch).collect();
        let envelope: Zeroizing<String> =
            Envelope::of(ask.api, &headers, ask.operation, |it| (ask.inside)(it));
        let url = self.sites.at(&session.host, &ask.api.path(VERSION));
        let answer = self.client.send(Call::post_soap(url, envelope)).await?;
        let now = self.clock.now();
        tracing::debug!(operation = ask.operation, status = answer.status.as_u16(), "Salesforce answered");
        let heard = answer::hear(&answer, ask.api, ask.operation, now, take)?;
        making.page.allowance = heard.allowance.or(making.page.allowance);
        Ok(match heard.said {
            Said::Answer(value) => Ok(value),
            Said::Fault(fault) => {
                let secrets = self.secrets(session);
                Err(answer::meaning(&fault, ask.right, &secrets, now))
            }
        })
    }

    pub(super) fn secrets<'a>(&'a self, session: &'a Session) -> Vec<&'a Secret> {
        [&session.secret].into_iter().chain(self.form.method.secrets()).collect()
    }

    fn api(&self, over: Over) -> Api {
        match over {
            Over::Records => self.form.method.endpoint().into(),
            Over::Tooling => Api::Tooling,
        }
    }

    /// The first rows of a query, or those that a locator names. Columns that the org does not have are left out.
    pub(super) async fn query(
        &self,
        making: &mut Making,
        query: &Query,
        right: &Right,
        locator: Option<&str>,
    ) -> Result<Seen<Batch>, ConnectError> {
        let mut missing: Vec<String> = Vec::new();
        let now = self.clock.now();
        for _ in 0..MISSING_MAX {
            let text = query.soql(&missing, now);
            let seen = self.run(making, query, right, &text, locator).await?;
            match seen {
                Seen::NoColumn(column)
                    if query.optional.contains(&column.as_str()) && !missing.contains(&column) =>
                {
                    missing.push(column);
                }
                Seen::NoColumn(column) => {
                    let message = format!("No such column '{column}'");
                    return Ok(Seen::Absent(Absence {
                        kind: AbsenceKind::NotLicensed,
                        message,
                        right: None,
                    }));
                }
                seen => return Ok(seen),
            }
        }
        Err(ConnectError::Unexpected {
            what: format!("Salesforce lacks more than {MISSING_MAX} columns of a query"),
            status: None,
            words: None,
        })
    }

    pub(super) async fn run(
        &self,
        making: &mut Making,
        query: &Query,
        right: &Right,
        text: &str,
        locator: Option<&str>,
    ) -> Result<Seen<Batch>, ConnectError> {
        let (operation, inside): (_, Box<Inside<'_>>) = match locator {
            Some(locator) => ("queryMore", Box::new(|it| it.text("queryLocator", locator))),
            None => ("query", Box::new(|it| it.text("queryString", text))),
        };
        let ask = Ask {
            api: self.api(query.over),
            operation,
            right,
            batch: Some(BATCH_ROWS),
            inside: inside.as_ref(),
        };
        self.see(making, &ask, |response| Batch::read(response, query)).await
    }

    /// Our own permissions.
    pub(super) async fn rights(&self, making: &mut Making) -> Result<Granted, ConnectError> {
        let seen = self.query(making, &views::RIGHTS, &right::API_ENABLED, None).await?;
        Ok(match seen {
            Seen::Value(batch) => batch.rows.first().map(Granted::of).unwrap_or_default(),
            // Nothing is known of them: nothing that needs one is read.
            Seen::Absent(_) | Seen::NoColumn(_) => Granted::default(),
        })
    }
}

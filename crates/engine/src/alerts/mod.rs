//! Alerts: what somebody should look at, raised once per cause with all that it affects, and told to whoever wants
//! to know.
//!
//! What a reading or a run makes necessary is raised in the transaction that writes it ([`reading`], [`run`],
//! [`outcome`]); what the passing of time makes necessary by a reconciler ([`reconcile`]). An alert whose cause is
//! gone resolves itself and says why. Messages are written in the transaction that raised the alert and sent by
//! jobs ([`deliver`]).

mod break_glass;
mod deliver;
mod flapping;
mod list;
mod message;
mod outcome;
mod quota;
mod raise;
mod reading;
mod reconcile;
mod run;
mod set_status;
mod show;
mod targets;
mod view;
mod words;

pub(crate) use break_glass::BreakGlassNews;
pub(crate) use deliver::Deliver;
pub(crate) use reading::lost;
pub use set_status::NewAlertStatus;
pub use targets::{DeliveryView, MailSecurity, NewTarget, SmtpSettings, TargetView, WebhookSettings};
pub(crate) use view::message_view;
pub use view::{AffectedView, AlertChangeView, AlertCheck, AlertCounts, AlertDetail, AlertView, MessageView};

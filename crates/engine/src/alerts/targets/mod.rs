//! Notification targets: where alerts are sent, and which.

mod check;
mod manage;
mod view;

pub(super) use check::{Place, place};
pub use view::{DeliveryView, MailSecurity, NewTarget, SmtpSettings, TargetView, WebhookSettings};

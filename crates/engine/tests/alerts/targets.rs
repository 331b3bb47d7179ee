//! Notification targets: what they have to be, and that their secrets go in and never out.

use crate::{house::House, receiver::Receiver};
use engine::{
    Error,
    alerts::{MailSecurity, NewTarget, SmtpSettings, TargetView, WebhookSettings},
};
use model::{AlertSeverity, Secret, TargetKind};
use store::testing::TestDb;

pub const SECRET: &str = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0";

pub fn webhook(name: &str, url: &str) -> NewTarget {
    NewTarget {
        name: name.into(),
        kind: TargetKind::Webhook,
        smtp: None,
        webhook: Some(WebhookSettings { url: url.into() }),
        secret: Some(Secret::new(SECRET)),
        kinds: [].into(),
        severity_min: AlertSeverity::Low,
    }
}

fn mail(change: impl FnOnce(&mut SmtpSettings)) -> NewTarget {
    let mut smtp = SmtpSettings {
        host: "mail.example.com".into(),
        port: 587,
        security: MailSecurity::Starttls,
        user: Some("vouchsafe".into()),
        from: "vouchsafe@example.com".into(),
        to: vec!["ada@example.com".into()],
    };
    change(&mut smtp);
    let secret = smtp.user.is_some().then(|| Secret::new("a password"));
    NewTarget { kind: TargetKind::Smtp, smtp: Some(smtp), webhook: None, secret, ..webhook("Mail", "") }
}

pub async fn add(house: &House, target: NewTarget) -> Result<TargetView, Error> {
    house.node.engine.add_notification_target(&house.ada, target).await
}

/// The fields that are refused.
fn fields<T>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|problem| problem.field).collect(),
        Err(Error::Conflict { field, .. }) => field.into_iter().collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => vec![],
    }
}

#[tokio::test]
async fn wrong_settings_are_told_apart() {
    let house = House::on(TestDb::Sqlite).await;
    let check = async |target: NewTarget, expect: &[&str]| {
        assert_eq!(fields(add(&house, target).await), expect);
    };
    check(webhook("", "https://hooks.example.com/"), &["name"]).await;
    check(webhook("Hooks", "http://hooks.example.com/"), &["webhook.url"]).await;
    check(NewTarget { secret: None, ..webhook("Hooks", "https://hooks.example.com/") }, &["secret"]).await;
    let short = Some(Secret::new("whsec_AAAA"));
    check(NewTarget { secret: short, ..webhook("Hooks", "nowhere") }, &["webhook.url", "secret"]).await;
    check(NewTarget { webhook: None, ..webhook("Hooks", "") }, &["webhook"]).await;
    check(NewTarget { kind: TargetKind::Smtp, ..webhook("Hooks", "https://hooks.example.com/") }, &["smtp"])
        .await;

    check(mail(|smtp| smtp.host = "mail.example.com:25".into()), &["smtp.host"]).await;
    check(mail(|smtp| smtp.port = 0), &["smtp.port"]).await;
    check(mail(|smtp| smtp.from = "Vouchsafe".into()), &["smtp.from"]).await;
    check(mail(|smtp| smtp.to.clear()), &["smtp.to"]).await;
    check(mail(|smtp| smtp.to.push("x".into())), &["smtp.to"]).await;
    check(mail(|smtp| smtp.to = vec!["ada@example.com".into(); 21]), &["smtp.to"]).await;
    check(mail(|smtp| smtp.security = MailSecurity::None), &["smtp.security"]).await;
    check(NewTarget { secret: None, ..mail(|_| ()) }, &["secret"]).await;
    let nameless = mail(|smtp| smtp.user = None);
    check(NewTarget { secret: Some(Secret::new("x")), ..nameless }, &["smtp.user"]).await;
    check(mail(|smtp| (smtp.user, smtp.security) = (None, MailSecurity::None)), &[]).await;
    check(mail(|_| ()), &["name"]).await;
}

#[tokio::test]
async fn a_kept_password_goes_nowhere_else_and_a_replaced_secret_is_destroyed() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let target = add(&house, mail(|_| ())).await.unwrap();
        assert!(target.has_secret);
        let edit = async |wanted: NewTarget| {
            house.node.engine.edit_notification_target(&house.ada, &target.id, wanted).await
        };
        let kept = |change: fn(&mut SmtpSettings)| NewTarget { secret: None, ..mail(change) };
        edit(kept(|smtp| smtp.to.push("ben@example.com".into()))).await.unwrap();
        for change in [
            (|smtp| smtp.host = "elsewhere.example.com".into()) as fn(&mut SmtpSettings),
            |smtp| smtp.port = 465,
            |smtp| smtp.security = MailSecurity::Tls,
            |smtp| smtp.user = Some("else".into()),
        ] {
            assert_eq!(fields(edit(kept(change)).await), ["secret"]);
        }
        assert_eq!(fields(edit(webhook("Mail", "https://hooks.example.com/")).await), ["kind"]);
        let secret = || async {
            let mut tx = house.store.read().await.unwrap();
            tx.notifications().target(&target.id).await.unwrap().unwrap().secret
        };
        let first = secret().await.unwrap();
        edit(mail(|smtp| smtp.host = "elsewhere.example.com".into())).await.unwrap();
        let second = secret().await.unwrap();
        assert_ne!(first, second);
        let mut tx = house.store.read().await.unwrap();
        assert!(tx.vault().open(&first).await.is_err(), "the one before is destroyed");
        assert_eq!(tx.vault().open(&second).await.unwrap().expose(), "a password");
        drop(tx);
        let view = edit(NewTarget { secret: None, ..mail(|smtp| smtp.user = None) }).await.unwrap();
        assert!(!view.has_secret, "without a name no password is kept");
        let mut tx = house.store.read().await.unwrap();
        assert!(tx.vault().open(&second).await.is_err());
    }
}

#[tokio::test]
async fn a_removed_target_gets_nothing_more() {
    for db in TestDb::ALL {
        let (house, receiver) = (House::on(db).await, Receiver::start().await);
        let target = add(&house, webhook("Hooks", &receiver.url)).await.unwrap();
        assert_eq!(fields(add(&house, webhook("hooks ", &receiver.url)).await), ["name"]);
        house.node.engine.remove_notification_target(&house.ada, &target.id).await.unwrap();
        let engine = &house.node.engine;
        assert!(matches!(
            engine.remove_notification_target(&house.ada, &target.id).await,
            Err(Error::NotFound { .. })
        ));
        assert!(matches!(
            engine.test_notification_target(&house.ada, &target.id).await,
            Err(Error::NotFound { .. })
        ));
        house.service.turn("a", false);
        house.refresh().await;
        assert_eq!(receiver.came().len(), 0);
        add(&house, webhook("Hooks", &receiver.url)).await.unwrap();
    }
}

//! Break-glass reading: one decision, one end, and nothing noted that may not be read.

use super::*;
use crate::{
    BreakGlassRow, BreakGlassState, BreakGlassUse, BreakGlassUseKind, BreakGlassUsed, DeliveryRow,
    DeliveryState, MailboxOrigin, TargetRow,
};
use std::time::Duration;

async fn mailbox(fixture: &Fixture, tx: &mut Tx) -> MailboxId {
    let wanted = [("ana@example.com".to_owned(), "Ana".to_owned())];
    tx.mailboxes().ensure(&wanted, MailboxOrigin::Custodian, fixture.now()).await.unwrap();
    let known = tx.mailboxes().by_address(&["ana@example.com".to_owned()]).await.unwrap();
    known["ana@example.com"].id.clone()
}

async fn asked(fixture: &Fixture, tx: &mut Tx, by: &PrincipalId) -> BreakGlassRow {
    let row = BreakGlassRow {
        id: id(),
        asked_by: by.clone(),
        asked_at: fixture.now(),
        reason: "An incident".to_owned(),
        mailboxes: vec![mailbox(fixture, tx).await],
        minutes: 30,
        decided_by: None,
        decided_at: None,
        state: BreakGlassState::Asked,
        until: None,
        ended_by: None,
        ended_at: None,
        used: BreakGlassUsed::default(),
    };
    tx.break_glass().insert(&row).await.unwrap();
    row
}

#[tokio::test]
async fn a_request_is_decided_once_and_ends_once() {
    for db in TestDb::ALL {
        decided_and_ended(db).await;
    }
}

async fn decided_and_ended(db: TestDb) {
    use BreakGlassState::{Approved, Asked, Ended, Refused};
    let fixture = Fixture::on(db).await;
    let mut tx = fixture.store.write().await.unwrap();
    let ada = fixture.principal(&mut tx, "Ada", Role::GlobalAdministrator).await.id;
    let edda = fixture.principal(&mut tx, "Edda", Role::EdiscoveryManager).await.id;
    let row = asked(&fixture, &mut tx, &ada).await;
    assert_eq!(tx.break_glass().get(&row.id).await.unwrap(), Some(row.clone()));
    let (now, until) = (fixture.now(), fixture.now().plus(Duration::from_secs(1800)));

    let mut glass = tx.break_glass();
    assert!(!glass.reads(&row.id, &ada, now).await.unwrap(), "nobody granted it");
    assert!(!glass.end(&row.id, Approved, Some(&ada), now).await.unwrap(), "it is not granted");
    assert!(glass.decide(&row.id, Approved, &edda, now, Some(until)).await.unwrap());
    assert!(!glass.decide(&row.id, Refused, &edda, now, None).await.unwrap(), "it is decided");
    assert!(!glass.end(&row.id, Asked, Some(&ada), now).await.unwrap(), "it cannot be withdrawn any more");
    assert!(glass.reads(&row.id, &ada, now).await.unwrap());
    assert!(!glass.reads(&row.id, &edda, now).await.unwrap(), "it is for who asked");
    assert!(!glass.reads(&row.id, &ada, until).await.unwrap(), "its last moment is not in it");
    assert!(glass.expired(until.minus(Duration::from_millis(1))).await.unwrap().is_empty());
    assert_eq!(glass.expired(until).await.unwrap().len(), 1);
    assert!(glass.end(&row.id, Approved, None, until).await.unwrap());
    assert!(!glass.end(&row.id, Approved, Some(&ada), now).await.unwrap(), "it has ended");
    assert!(!glass.reads(&row.id, &ada, now).await.unwrap());
    assert!(glass.expired(until).await.unwrap().is_empty());

    let ended = BreakGlassRow {
        state: Ended,
        decided_by: Some(edda.clone()),
        decided_at: Some(now),
        until: Some(until),
        ended_at: Some(until),
        ..row.clone()
    };
    let everything = Scope::everything();
    assert_eq!(tx.break_glass().list(&everything).await.unwrap(), std::slice::from_ref(&ended));
    assert_eq!(tx.break_glass().list_of(&everything, &ada).await.unwrap(), [ended]);
    assert_eq!(tx.break_glass().list_of(&everything, &edda).await.unwrap(), []);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_read_is_noted_and_counted() {
    for db in TestDb::ALL {
        noted_and_counted(db).await;
    }
}

async fn noted_and_counted(db: TestDb) {
    let fixture = Fixture::on(db).await;
    let mut tx = fixture.store.write().await.unwrap();
    let ada = fixture.principal(&mut tx, "Ada", Role::GlobalAdministrator).await.id;
    let row = asked(&fixture, &mut tx, &ada).await;
    let other = asked(&fixture, &mut tx, &ada).await;
    let note = |what, uid, file| BreakGlassUse {
        at: fixture.now(),
        what,
        mailbox: row.mailboxes[0].clone(),
        uid,
        file,
    };
    let uses = [
        note(BreakGlassUseKind::Listed, None, None),
        note(BreakGlassUseKind::Opened, Some(3), None),
        note(BreakGlassUseKind::Downloaded, Some(3), None),
        note(BreakGlassUseKind::Downloaded, Some(3), Some(0)),
    ];
    for one in &uses {
        tx.break_glass().note_use(&row.id, one).await.unwrap();
    }
    let told = tx.break_glass().uses(&row.id).await.unwrap();
    assert_eq!(told, uses.into_iter().rev().collect::<Vec<_>>(), "the latest first");
    let used = tx.break_glass().get(&row.id).await.unwrap().unwrap().used;
    assert_eq!(used, BreakGlassUsed { listed: 1, opened: 1, downloaded: 2 });
    assert_eq!(tx.break_glass().get(&other.id).await.unwrap().unwrap().used, BreakGlassUsed::default());

    // Who was told.
    let target = TargetRow {
        id: id(),
        kind: TargetKind::Webhook,
        name: "Hooks".to_owned(),
        settings: serde_json::json!({}),
        secret: None,
        kinds: [AlertKind::BreakGlass].into(),
        severity_min: AlertSeverity::High,
        created_at: fixture.now(),
        created_by: ada,
        removed_at: None,
    };
    tx.notifications().insert_target(&target).await.unwrap();
    let message = DeliveryRow {
        id: id(),
        target: target.id.clone(),
        alert: None,
        break_glass: Some(row.id.clone()),
        what: "break_glass.asked".to_owned(),
        body: serde_json::json!({ "subject": "Somebody asked" }),
        state: DeliveryState::Waiting,
        attempts: 0,
        error: None,
        created_at: fixture.now(),
        at: fixture.now(),
    };
    tx.notifications().insert(&message).await.unwrap();
    let scope = Scope::everything();
    let about = tx.notifications().about_break_glass(&scope, &row.id).await.unwrap();
    assert_eq!(about, [("Hooks".to_owned(), message)]);
    assert_eq!(tx.notifications().about_break_glass(&scope, &other.id).await.unwrap(), []);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn of_two_that_decide_at_once_one_does() {
    for db in TestDb::ALL {
        decided_at_once(db).await;
    }
}

async fn decided_at_once(db: TestDb) {
    use BreakGlassState::{Approved, Refused};
    let fixture = Fixture::on(db).await;
    let mut tx = fixture.store.write().await.unwrap();
    let ada = fixture.principal(&mut tx, "Ada", Role::GlobalAdministrator).await.id;
    let edda = fixture.principal(&mut tx, "Edda", Role::EdiscoveryManager).await.id;
    let rosa = fixture.principal(&mut tx, "Rosa", Role::RecordsManagement).await.id;
    let row = asked(&fixture, &mut tx, &ada).await;
    tx.commit().await.unwrap();
    let until = fixture.now().plus(Duration::from_secs(60));
    let decide = async |by: &PrincipalId, to, until| {
        let mut tx = fixture.store.write().await.unwrap();
        let won = tx.break_glass().decide(&row.id, to, by, fixture.now(), until).await.unwrap();
        tx.commit().await.unwrap();
        won
    };
    let (granted, refused) = tokio::join!(decide(&edda, Approved, Some(until)), decide(&rosa, Refused, None));
    assert!(granted != refused, "one of them");
    let mut tx = fixture.store.read().await.unwrap();
    let row = tx.break_glass().get(&row.id).await.unwrap().unwrap();
    let expected = if granted { (Approved, edda, Some(until)) } else { (Refused, rosa, None) };
    assert_eq!((row.state, row.decided_by.unwrap(), row.until), expected);
}

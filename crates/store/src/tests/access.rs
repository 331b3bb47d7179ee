//! Principals, sessions and the throttle of failed sign-ins.

use super::{jobs_race::until_somebody_waits, *};
use crate::{SessionKind, SessionRow, StoreError};
use std::time::Duration;

#[tokio::test]
async fn principals_are_made_and_removed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        assert!(tx.principals().none_yet().await.unwrap());
        let mut anna = fixture.principal(&mut tx, "Anna", Role::GlobalAdministrator).await;
        let ben = fixture.principal(&mut tx, "ben", Role::ComplianceManagerReader).await;
        assert!(!tx.principals().none_yet().await.unwrap());
        let again = PrincipalRow { id: id(), name: "ANNA".to_owned(), ..anna.clone() };
        let error = tx.principals().insert(&again).await.unwrap_err();
        assert!(matches!(&error, StoreError::Taken { what: "user name", by } if by == "Anna"), "{error}");

        anna.password_hash = Some("$argon2id$…".to_owned());
        tx.principals().set_password(&anna.id, "$argon2id$…").await.unwrap();
        assert_eq!(tx.principals().by_name(" anna").await.unwrap().as_ref(), Some(&anna));
        assert_eq!(tx.principals().list(&scope()).await.unwrap(), vec![anna.clone(), ben.clone()]);
        assert_eq!(tx.principals().count_administrators().await.unwrap(), 1);

        tx.principals().remove(&anna.id, fixture.now()).await.unwrap();
        assert_eq!(tx.principals().count_administrators().await.unwrap(), 0);
        assert_eq!(tx.principals().by_name("anna").await.unwrap(), None);
        let removed = tx.principals().get(&anna.id).await.unwrap().unwrap();
        assert_eq!(
            (removed.name.as_str(), removed.password_hash, removed.removed_at),
            ("Anna", None, Some(fixture.now()))
        );
        assert!(matches!(
            tx.principals().remove(&anna.id, fixture.now()).await,
            Err(StoreError::NotFound { .. })
        ));
        assert!(matches!(
            tx.principals().set_password(&anna.id, "x").await,
            Err(StoreError::NotFound { .. })
        ));
        tx.principals().insert(&again).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// PostgreSQL only: on SQLite the second waits before it begins.
#[tokio::test]
async fn two_administrators_do_not_each_remove_the_other() {
    let fixture = Fixture::on(TestDb::Postgres).await;
    let mut tx = fixture.store.write().await.unwrap();
    let anna = fixture.principal(&mut tx, "anna", Role::GlobalAdministrator).await;
    fixture.principal(&mut tx, "ben", Role::GlobalAdministrator).await;
    tx.commit().await.unwrap();
    let mut first = fixture.store.write().await.unwrap();
    assert_eq!(first.principals().count_administrators().await.unwrap(), 2);
    first.principals().remove(&anna.id, fixture.now()).await.unwrap();
    let store = fixture.store.clone();
    let second = tokio::spawn(async move {
        let mut tx = store.write().await.unwrap();
        tx.principals().count_administrators().await.unwrap()
    });
    until_somebody_waits(&fixture.store).await;
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), 1);
}

#[tokio::test]
async fn the_setup_link_works_once() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let t = Time::from_ms;
        let mut tx = fixture.store.write().await.unwrap();
        tx.principals().put_setup_link("old", t(100)).await.unwrap();
        tx.principals().put_setup_link("new", t(200)).await.unwrap();
        assert!(!tx.principals().take_setup_link("old", t(50)).await.unwrap(), "replaced");
        assert!(!tx.principals().take_setup_link("new", t(200)).await.unwrap(), "expired");
        assert!(tx.principals().take_setup_link("new", t(199)).await.unwrap());
        assert!(!tx.principals().take_setup_link("new", t(199)).await.unwrap(), "used up");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn sessions_begin_and_end() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let t = Time::from_ms;
        let mut tx = fixture.store.write().await.unwrap();
        let anna = fixture.principal(&mut tx, "anna", Role::GlobalAdministrator).await.id;
        let session = |n: u8, expires| SessionRow {
            id: id(),
            token_hash: [n; 32],
            principal: anna.clone(),
            kind: if n == 1 { SessionKind::Cookie } else { SessionKind::Bearer },
            created_at: t(0),
            expires_at: t(expires),
            seen_at: t(0),
        };
        let rows: Vec<_> = (1..=4).map(|n| session(n, i64::from(n) * 100)).collect();
        for row in &rows {
            tx.sessions().insert(row).await.unwrap();
            assert_eq!(tx.sessions().by_token_hash(&row.token_hash).await.unwrap().as_ref(), Some(row));
        }
        assert_eq!(tx.sessions().by_token_hash(&[9; 32]).await.unwrap(), None);
        tx.sessions().touch(&rows[1].id, t(50), t(250)).await.unwrap();
        let touched = tx.sessions().by_token_hash(&[2; 32]).await.unwrap().unwrap();
        assert_eq!((touched.seen_at, touched.expires_at), (t(50), t(250)));

        assert_eq!(tx.sessions().prune(t(100), t(0)).await.unwrap(), 1);
        assert!(tx.sessions().delete(&rows[2].id).await.unwrap());
        assert!(!tx.sessions().delete(&rows[2].id).await.unwrap());
        assert_eq!(tx.sessions().delete_of_principal(&anna, Some(&rows[3].id)).await.unwrap(), 1);
        assert!(tx.sessions().by_token_hash(&[4; 32]).await.unwrap().is_some());
        assert_eq!(tx.sessions().delete_of_principal(&anna, None).await.unwrap(), 1);
        assert!(tx.sessions().by_token_hash(&[4; 32]).await.unwrap().is_none());
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn failures_are_counted_within_a_window_and_blocked() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let (t, window) = (Time::from_ms, Duration::from_millis(100));
        let mut tx = fixture.store.write().await.unwrap();
        for (at, count) in [(0, 1), (90, 2), (190, 3), (291, 1), (300, 2)] {
            assert_eq!(tx.sessions().record_failure("anna", t(at), window).await.unwrap(), count, "at {at}");
        }
        assert_eq!(tx.sessions().record_failure("ben", t(300), window).await.unwrap(), 1);
        assert_eq!(tx.sessions().blocked_until("anna", t(300)).await.unwrap(), None);
        tx.sessions().block("anna", t(400)).await.unwrap();
        assert_eq!(tx.sessions().blocked_until("anna", t(399)).await.unwrap(), Some(t(400)));
        assert_eq!(tx.sessions().blocked_until("anna", t(400)).await.unwrap(), None);
        assert_eq!(tx.sessions().blocked_until("ben", t(300)).await.unwrap(), None);
        // What blocks is not forgotten before it has ended.
        assert_eq!(tx.sessions().prune(t(350), t(350)).await.unwrap(), 1);
        assert_eq!(tx.sessions().blocked_until("anna", t(350)).await.unwrap(), Some(t(400)));
        tx.sessions().clear("anna").await.unwrap();
        assert_eq!(tx.sessions().blocked_until("anna", t(350)).await.unwrap(), None);
        assert_eq!(tx.sessions().record_failure("anna", t(350), window).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
}

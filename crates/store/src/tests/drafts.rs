//! Set-ups that are not finished.

use super::*;
use crate::{DraftRow, StoreError};
use model::Secret;
use std::time::Duration;

#[tokio::test]
async fn drafts_are_kept_changed_and_forgotten_with_what_was_typed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let admin = fixture.principal(&mut tx, "admin", Role::GlobalAdministrator).await;
        let secret = tx.vault().seal(&Secret::new("half of it")).await.unwrap();
        let first = DraftRow {
            id: id(),
            connector: given("zoom"),
            name: String::new(),
            terms_version: None,
            credentials: None,
            fields: Default::default(),
            created_at: fixture.now(),
            created_by: admin.id.clone(),
            updated_at: fixture.now(),
        };
        tx.drafts().put(&first).await.unwrap();
        let later = fixture.now().plus(Duration::from_secs(60));
        let second = DraftRow { id: id(), name: "Zoom".into(), updated_at: later, ..first.clone() };
        tx.drafts().put(&second).await.unwrap();
        let typed = DraftRow {
            name: "Zoom Europe".into(),
            terms_version: Some("1".into()),
            credentials: Some(secret.clone()),
            fields: ["client_id".to_owned(), "client_secret".to_owned()].into(),
            updated_at: later.plus(Duration::from_secs(60)),
            ..first.clone()
        };
        tx.drafts().put(&typed).await.unwrap();
        assert_eq!(tx.drafts().list(&scope()).await.unwrap(), [typed.clone(), second.clone()]);
        assert_eq!(tx.drafts().older_than(later).await.unwrap(), []);
        let older = tx.drafts().older_than(later.plus(Duration::from_secs(1))).await.unwrap();
        assert_eq!(older, [second]);
        let long = DraftRow { name: "x".repeat(201), ..typed.clone() };
        let error = tx.drafts().put(&long).await.unwrap_err();
        assert!(matches!(error, StoreError::Invalid { what: "name", .. }), "{error}");

        assert!(tx.drafts().delete(&typed.id).await.unwrap());
        assert!(!tx.drafts().delete(&typed.id).await.unwrap());
        assert_eq!(tx.drafts().get(&typed.id).await.unwrap(), None);
        let gone = tx.vault().open(&secret).await.err().unwrap();
        assert!(matches!(gone, StoreError::NotFound { .. }), "{gone}");

        for _ in 1..100 {
            tx.drafts().put(&DraftRow { id: id(), ..first.clone() }).await.unwrap();
        }
        let error = tx.drafts().put(&DraftRow { id: id(), ..first.clone() }).await.unwrap_err();
        assert!(matches!(error, StoreError::Invalid { what: "draft", .. }), "{error}");
        tx.commit().await.unwrap();
    }
}

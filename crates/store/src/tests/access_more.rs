//! Role groups, API tokens, second factors and the recovery link.

use super::*;
use crate::{ApiTokenRow, RecoveryLink, RoleGroupRow, SecondFactorRow, StoreError, migrate::MIGRATIONS};
use std::collections::BTreeSet;

fn group(name: &str, roles: &[Role], at: Time) -> RoleGroupRow {
    RoleGroupRow {
        id: RoleGroupId::make(&SystemClock, &SystemRandom),
        name: name.to_owned(),
        description: "What for".to_owned(),
        roles: roles.to_vec(),
        mailboxes: None,
        created_at: Some(at),
        deleted_at: None,
    }
}

#[tokio::test]
async fn role_groups_are_made_and_those_of_the_roles_stay() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let built_in = tx.role_groups().list(&scope()).await.unwrap();
        let of_roles: BTreeSet<_> =
            built_in.iter().map(|row| (row.id.clone(), row.name.clone(), row.roles.clone())).collect();
        let expected: BTreeSet<_> = Role::ALL
            .iter()
            .map(|role| (RoleGroupId::from(*role), role.title().to_owned(), vec![*role]))
            .collect();
        assert_eq!(of_roles, expected, "{db:?}");
        assert!(built_in.iter().all(|row| row.created_at.is_none() && !row.description.is_empty()));

        let both = [Role::DataConnectorAdmin, Role::ComplianceManagerAssessor];
        let mut testers = group("Testers", &both, fixture.now());
        tx.role_groups().insert(&testers).await.unwrap();
        assert_eq!(tx.role_groups().get(&testers.id).await.unwrap().as_ref(), Some(&testers));
        assert_eq!(tx.role_groups().list(&scope()).await.unwrap().last(), Some(&testers));
        for taken in [" tESTERS", "global administrator"] {
            let again = group(taken, &both, fixture.now());
            let error = tx.role_groups().insert(&again).await.unwrap_err();
            assert!(matches!(&error, StoreError::Taken { what: "role group name", .. }), "{error}");
        }

        testers.name = "Examiners".to_owned();
        testers.roles = vec![Role::ComplianceManagerReader];
        tx.role_groups().update(&testers).await.unwrap();
        assert_eq!(tx.role_groups().get(&testers.id).await.unwrap().as_ref(), Some(&testers));
        let taken = RoleGroupRow { name: "Data Connector admin".to_owned(), ..testers.clone() };
        assert!(matches!(tx.role_groups().update(&taken).await, Err(StoreError::Taken { .. })));
        let fixed = RoleGroupRow { id: Role::GlobalAdministrator.into(), ..testers.clone() };
        assert!(matches!(tx.role_groups().update(&fixed).await, Err(StoreError::NotFound { .. })));
        let deletion = tx.role_groups().delete(&fixed.id, fixture.now()).await;
        assert!(matches!(deletion, Err(StoreError::NotFound { .. })));

        let anna = fixture.principal(&mut tx, "anna", Role::GlobalAdministrator).await;
        assert_eq!(tx.role_groups().count_members(&testers.id).await.unwrap(), 0);
        tx.principals().set_group(&anna.id, &testers.id).await.unwrap();
        assert_eq!(tx.role_groups().count_members(&testers.id).await.unwrap(), 1);
        let moved = tx.principals().get(&anna.id).await.unwrap().unwrap().group;
        assert_eq!((moved.name.as_str(), moved.roles), ("Examiners", testers.roles.clone()));

        tx.principals().remove(&anna.id, fixture.now()).await.unwrap();
        assert!(matches!(
            tx.principals().set_group(&anna.id, &fixed.id).await,
            Err(StoreError::NotFound { .. })
        ));
        assert_eq!(tx.role_groups().count_members(&testers.id).await.unwrap(), 0);
        tx.role_groups().delete(&testers.id, fixture.now()).await.unwrap();
        assert_eq!(tx.role_groups().get(&testers.id).await.unwrap(), None);
        assert!(matches!(tx.role_groups().update(&testers).await, Err(StoreError::NotFound { .. })));
        // Who was removed still has a name and a group, and the group's name is free.
        assert_eq!(tx.principals().get(&anna.id).await.unwrap().unwrap().group.name, "Examiners");
        tx.role_groups().insert(&group("Examiners", &both, fixture.now())).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn administrators_count_by_any_of_their_roles_and_programs_do_not() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let mixed = [Role::ComplianceManagerReader, Role::GlobalAdministrator];
        let chiefs = group("Chiefs", &mixed, fixture.now());
        tx.role_groups().insert(&chiefs).await.unwrap();
        let anna = fixture.principal(&mut tx, "anna", Role::ComplianceManagerReader).await;
        assert_eq!(tx.principals().count_administrators().await.unwrap(), 0);
        tx.principals().set_group(&anna.id, &chiefs.id).await.unwrap();
        assert_eq!(tx.principals().count_administrators().await.unwrap(), 1);
        let program =
            PrincipalRow { id: id(), name: "nightly".to_owned(), password_hash: None, ..anna.clone() };
        tx.principals()
            .insert(&PrincipalRow { group: membership(Role::GlobalAdministrator), ..program })
            .await
            .unwrap();
        assert_eq!(tx.principals().count_administrators().await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
}

/// A database from before role groups: everybody is in the group of their role.
#[tokio::test]
async fn who_had_a_role_is_in_its_group() {
    for db in TestDb::ALL {
        let clock = Arc::new(ManualClock::at(Time::from_ms(1_800_000_000_000)));
        let fresh = db.fresh().await;
        let before: Vec<_> = MIGRATIONS.iter().copied().filter(|migration| migration.version < 4).collect();
        let old =
            Store::open_at(&fresh.config, clock.clone(), Arc::new(SystemRandom), &before).await.unwrap();
        let mut tx = old.write().await.unwrap();
        let sql = "INSERT INTO principal (id, name, folded, password_hash, role, created_at) \
                   VALUES ($1, $2, $2, $3, $4, $5)";
        let rows: Vec<(PrincipalId, Role)> =
            [Role::GlobalAdministrator, Role::DataConnectorAdmin, Role::ComplianceManagerReader]
                .map(|role| (id(), role))
                .to_vec();
        for (id, role) in &rows {
            let binds = crate::db::binds![id, role.as_str(), "a hash", role.as_str(), clock.now()];
            tx.execute(sql, binds).await.unwrap();
        }
        tx.commit().await.unwrap();
        old.close().await;

        let store = fresh.open(clock.clone()).await;
        let mut tx = store.write().await.unwrap();
        for (id, role) in &rows {
            let row = tx.principals().get(id).await.unwrap().unwrap();
            assert_eq!(row.group, membership(*role), "{db:?}");
        }
        assert_eq!(tx.principals().count_administrators().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn api_tokens_are_kept_by_their_hash_and_revoked() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let anna = fixture.principal(&mut tx, "anna", Role::GlobalAdministrator).await.id;
        let ben = fixture.principal(&mut tx, "ben", Role::ComplianceManagerReader).await.id;
        let token = |n: u8, principal: &PrincipalId, name: &str| ApiTokenRow {
            id: id(),
            token_hash: [n; 32],
            principal: principal.clone(),
            name: name.to_owned(),
            scopes: vec!["overview.read".to_owned(), "actions.read".to_owned()],
            created_at: fixture.now(),
            expires_at: Time::from_ms(fixture.now().ms() + 1),
            used_at: None,
        };
        let mut first = token(1, &anna, "nightly");
        let second = token(2, &anna, "weekly");
        let third = token(3, &ben, "nightly");
        for row in [&first, &second, &third] {
            tx.api_tokens().insert(row).await.unwrap();
            assert_eq!(tx.api_tokens().by_hash(&row.token_hash).await.unwrap().as_ref(), Some(row));
            assert_eq!(tx.api_tokens().get(&row.id).await.unwrap().as_ref(), Some(row));
        }
        let again = token(4, &anna, " NIGHTLY");
        let error = tx.api_tokens().insert(&again).await.unwrap_err();
        assert!(matches!(error, StoreError::Taken { what: "token name", .. }), "{error}");

        first.used_at = Some(Time::from_ms(77));
        tx.api_tokens().touch(&first.id, Time::from_ms(77)).await.unwrap();
        assert_eq!(tx.api_tokens().of_principal(&anna).await.unwrap().len(), 2);
        assert!(tx.api_tokens().of_principal(&anna).await.unwrap().contains(&first));
        assert_eq!(tx.api_tokens().list(&scope()).await.unwrap().len(), 3);
        assert!(tx.api_tokens().delete(&first.id).await.unwrap());
        assert!(!tx.api_tokens().delete(&first.id).await.unwrap());
        assert_eq!(tx.api_tokens().by_hash(&[1; 32]).await.unwrap(), None);
        assert_eq!(tx.api_tokens().delete_of_principal(&anna).await.unwrap(), 1);
        assert_eq!(tx.api_tokens().list(&scope()).await.unwrap(), [third]);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_second_factor_takes_each_code_once() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let anna = fixture.principal(&mut tx, "anna", Role::GlobalAdministrator).await.id;
        let begin = async |tx: &mut Tx, secret: &str| {
            let secret = tx.vault().seal(&Secret::new(secret)).await.unwrap();
            let row = SecondFactorRow { principal: anna.clone(), secret, confirmed_at: None, last_step: -1 };
            tx.second_factors().put(&row).await.unwrap();
            row
        };
        let first = begin(&mut tx, "first").await;
        let second = begin(&mut tx, "second").await;
        assert_eq!(tx.second_factors().get(&anna).await.unwrap().as_ref(), Some(&second));
        assert_eq!(tx.second_factors().holders().await.unwrap(), []);
        assert!(!tx.second_factors().take_step(&anna, 10).await.unwrap(), "not confirmed");
        let at = fixture.now();
        assert!(!tx.second_factors().confirm(&anna, &first.secret, at, 10).await.unwrap(), "replaced");
        assert!(tx.second_factors().confirm(&anna, &second.secret, at, 10).await.unwrap());
        assert!(!tx.second_factors().confirm(&anna, &second.secret, at, 11).await.unwrap(), "once");
        assert_eq!(tx.second_factors().holders().await.unwrap(), std::slice::from_ref(&anna));
        for (step, taken) in [(10, false), (9, false), (11, true), (11, false), (13, true), (12, false)] {
            assert_eq!(tx.second_factors().take_step(&anna, step).await.unwrap(), taken, "{step}");
        }

        let codes = ["one".to_owned(), "two".to_owned()];
        tx.second_factors().put_codes(&anna, &["old".to_owned()]).await.unwrap();
        tx.second_factors().put_codes(&anna, &codes).await.unwrap();
        assert_eq!(tx.second_factors().codes_left(&anna).await.unwrap(), 2);
        for (code, taken) in [("old", false), ("one", true), ("one", false), ("three", false)] {
            assert_eq!(tx.second_factors().take_code(&anna, code).await.unwrap(), taken, "{code}");
        }
        assert!(tx.second_factors().remove(&anna).await.unwrap());
        assert!(!tx.second_factors().remove(&anna).await.unwrap());
        assert_eq!(tx.second_factors().codes_left(&anna).await.unwrap(), 0);
        assert!(matches!(tx.vault().open(&second.secret).await, Err(StoreError::NotFound { .. })));
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn the_recovery_link_works_once() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let t = Time::from_ms;
        let mut tx = fixture.store.write().await.unwrap();
        let link = |hash: &str, at| RecoveryLink {
            hash: hash.to_owned(),
            name: format!("for {hash}"),
            expires_at: t(at),
        };
        tx.recovery().put(&link("old", 100)).await.unwrap();
        tx.recovery().put(&link("new", 200)).await.unwrap();
        assert_eq!(tx.recovery().take("old", t(50)).await.unwrap(), None, "replaced");
        assert_eq!(tx.recovery().take("new", t(200)).await.unwrap(), None, "expired");
        assert_eq!(tx.recovery().take("new", t(199)).await.unwrap().as_deref(), Some("for new"));
        assert_eq!(tx.recovery().take("new", t(199)).await.unwrap(), None, "used up");
        tx.commit().await.unwrap();
    }
}

//! Signing in, sessions and principals.

use crate::house::*;
use engine::{
    Error,
    access::{SESSION_IDLE_MAX, SETUP_LINK_LIFETIME},
};
use model::{Role, Secret};
use std::time::Duration;
use store::testing::TestDb;

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        assert!(house.engine.setup_needed().await.unwrap());
        let token = house.link_token().await;
        let complete = async |token: &Secret, name: &str, password: &str| {
            house.engine.complete_setup(token, name, &Secret::new(password)).await
        };
        // Mistakes do not use the link up.
        assert_eq!(fields(complete(&Secret::new("guessed"), "Ada", PASSWORD).await), ["token"]);
        assert_eq!(fields(complete(&Secret::new("x".repeat(9_000)), "Ada", PASSWORD).await), ["token"]);
        assert_eq!(fields(complete(&token, " ", "short").await), ["name", "password"]);
        let ada = complete(&token, "  Ada ", PASSWORD).await.unwrap();
        assert_eq!(ada.me.principal.name, "Ada");
        assert_eq!(ada.me.principal.roles, [Role::GlobalAdministrator]);
        assert!(house.stands(&ada.token).await);

        assert!(!house.engine.setup_needed().await.unwrap());
        assert_eq!(house.engine.setup_link().await.unwrap(), None);
        let again = complete(&token, "Eve", PASSWORD).await;
        assert!(matches!(again, Err(Error::Conflict { .. })));
    }
}

#[tokio::test]
async fn a_link_ends_after_an_hour_or_with_the_next_one() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let first = house.link_token().await;
        let second = house.link_token().await;
        let password = Secret::new(PASSWORD);
        let complete = async |token: &Secret| house.engine.complete_setup(token, "Ada", &password).await;
        assert_eq!(fields(complete(&first).await), ["token"]);
        house.clock.advance(SETUP_LINK_LIFETIME);
        assert_eq!(fields(complete(&second).await), ["token"]);
        let third = house.link_token().await;
        house.clock.advance(SETUP_LINK_LIFETIME - Duration::from_millis(1));
        assert!(complete(&third).await.is_ok());
    }
}

#[tokio::test]
async fn of_two_who_hold_the_link_one_becomes_administrator() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let token = house.link_token().await;
        let password = Secret::new(PASSWORD);
        let (one, other) = tokio::join!(
            house.engine.complete_setup(&token, "Ada", &password),
            house.engine.complete_setup(&token, "Eve", &password),
        );
        assert_ne!(one.is_ok(), other.is_ok(), "{db:?}");
    }
}

#[tokio::test]
async fn only_the_right_name_and_password_sign_in() {
    for db in TestDb::ALL {
        let (house, _) = House::with_ada(db).await;
        assert!(house.try_from(PEER, " aDA", PASSWORD).await.unwrap().is_some());
        for (name, password) in
            [("Ada", OTHER), ("Ada", ""), ("Eve", PASSWORD), ("", ""), ("Ada\0", PASSWORD)]
        {
            assert!(house.try_from(PEER, name, password).await.unwrap().is_none(), "{db:?} {name:?}");
        }
    }
}

#[tokio::test]
async fn failures_of_a_name_make_it_wait_longer_and_longer() {
    for db in TestDb::ALL {
        let (house, _) = House::with_ada(db).await;
        // A name that nobody has is treated as one that somebody has.
        for name in ["Ada", "Nobody"] {
            for _ in 0..5 {
                assert!(house.try_from(PEER, name, OTHER).await.unwrap().is_none());
            }
            assert_eq!(wait(house.try_from(PEER, name, PASSWORD).await), Duration::from_secs(1));
            house.clock.advance(Duration::from_secs(1));
            assert!(house.try_from(PEER, name, OTHER).await.unwrap().is_none());
            let shouted = name.to_uppercase();
            assert_eq!(wait(house.try_from(PEER, &shouted, PASSWORD).await), Duration::from_secs(2));
            house.clock.advance(Duration::from_secs(2));
        }
        // The right password ends it.
        assert!(house.try_from(PEER, "Ada", PASSWORD).await.unwrap().is_some());
        for _ in 0..5 {
            assert!(house.try_from(PEER, "Ada", OTHER).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn many_tries_at_once_count_as_many() {
    for db in TestDb::ALL {
        let (house, _) = House::with_ada(db).await;
        let tries = (0..12).map(|_| house.try_from(PEER, "Ada", OTHER));
        for outcome in futures::future::join_all(tries).await {
            assert!(matches!(outcome, Ok(None) | Err(Error::Throttled { .. })));
        }
        wait(house.try_from(PEER, "Ada", PASSWORD).await);
    }
}

#[tokio::test]
async fn a_peer_that_tries_many_names_has_to_wait() {
    let (house, _) = House::with_ada(TestDb::Sqlite).await;
    for number in 0..30 {
        assert!(house.try_from(PEER, &format!("guess {number}"), OTHER).await.unwrap().is_none());
    }
    wait(house.try_from(PEER, "Ada", PASSWORD).await);
    let elsewhere = "198.51.100.1".parse().unwrap();
    assert!(house.try_from(elsewhere, "Ada", PASSWORD).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_ends_when_it_is_left_alone_or_old() {
    for db in TestDb::ALL {
        let (house, _) = House::with_ada(db).await;
        let session = house.sign_in("Ada").await;
        let actor = house.engine.session(&session.token).await.unwrap();
        house.clock.advance(SESSION_IDLE_MAX - Duration::from_millis(1));
        assert!(house.engine.session_stands(&actor).await.unwrap());
        assert!(house.stands(&session.token).await, "used within the limit: {db:?}");
        // Looking whether it stands is no use of it.
        house.clock.advance(SESSION_IDLE_MAX - Duration::from_millis(1));
        assert!(house.engine.session_stands(&actor).await.unwrap());
        house.clock.advance(Duration::from_millis(1));
        assert!(!house.engine.session_stands(&actor).await.unwrap());
        assert!(!house.stands(&session.token).await, "{db:?}");

        let session = house.sign_in("Ada").await;
        for hour in 1..12 {
            house.clock.advance(Duration::from_secs(3_600));
            assert!(house.stands(&session.token).await, "after {hour} h: {db:?}");
        }
        house.clock.advance(Duration::from_secs(3_600));
        assert!(!house.stands(&session.token).await, "{db:?}");
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_alone() {
    for db in TestDb::ALL {
        let (house, _) = House::with_ada(db).await;
        let (here, there) = (house.sign_in("Ada").await, house.sign_in("Ada").await);
        let actor = house.engine.session(&here.token).await.unwrap();
        house.engine.sign_out(&actor).await.unwrap();
        assert!(!house.stands(&here.token).await);
        assert!(!house.engine.session_stands(&actor).await.unwrap());
        assert!(house.stands(&there.token).await);
        for stranger in ["", "nonsense", &"x".repeat(100_000)] {
            assert!(!house.stands(&Secret::new(stranger)).await);
        }
    }
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    for db in TestDb::ALL {
        let (house, _) = House::with_ada(db).await;
        let (here, there) = (house.sign_in("Ada").await, house.sign_in("Ada").await);
        let actor = house.engine.session(&here.token).await.unwrap();
        let change = async |current: &str, new: &str| {
            house.engine.change_password(&actor, &Secret::new(current), &Secret::new(new), PEER).await
        };
        assert_eq!(fields(change("wrong, wrong, wrong", OTHER).await), ["current"]);
        assert_eq!(fields(change(PASSWORD, "short").await), ["new"]);
        assert_eq!(fields(change(PASSWORD, PASSWORD).await), ["new"]);
        assert!(house.stands(&there.token).await);
        change(PASSWORD, OTHER).await.unwrap();
        assert!(house.stands(&here.token).await);
        assert!(!house.stands(&there.token).await);
        assert!(house.try_from(PEER, "Ada", PASSWORD).await.unwrap().is_none());
        assert!(house.try_from(PEER, "Ada", OTHER).await.unwrap().is_some());
        // A session left open is no way to try passwords out.
        for _ in 0..5 {
            assert_eq!(fields(change("a guess at a password", PASSWORD).await), ["current"]);
        }
        wait(change(OTHER, PASSWORD).await);
    }
}

#[tokio::test]
async fn names_are_unique_in_any_case() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        house.add(&ada, "Émile", Role::ComplianceManagerReader).await;
        let create = async |name: &str, password: &str| {
            let role = Role::ComplianceManagerReader;
            house.engine.create_principal(&ada, name, role, &Secret::new(password)).await
        };
        match create(" éMILE", PASSWORD).await {
            Err(Error::Conflict { field, message }) => {
                assert_eq!(field.as_deref(), Some("name"));
                assert!(message.contains("“Émile”"), "{message}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(fields(create(&"x".repeat(300), "emile").await), ["name", "password"]);
        assert_eq!(create("<b>Bob</b>", PASSWORD).await.unwrap().name, "<b>Bob</b>");
    }
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_and_stays_on_record() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let bob = house.add(&ada, "Bob", Role::GlobalAdministrator).await;
        let session = house.sign_in("Bob").await;
        let as_bob = house.engine.session(&session.token).await.unwrap();
        let remove_oneself = house.engine.remove_principal(&as_bob, &bob).await;
        assert!(matches!(remove_oneself, Err(Error::Conflict { .. })));

        house.engine.remove_principal(&ada, &bob).await.unwrap();
        assert!(!house.stands(&session.token).await);
        assert!(!house.engine.session_stands(&as_bob).await.unwrap());
        assert!(house.try_from(PEER, "Bob", PASSWORD).await.unwrap().is_none());
        let again = house.engine.remove_principal(&ada, &bob).await;
        assert!(matches!(again, Err(Error::NotFound { .. })));
        let rows = house.engine.principals(&ada).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Ada"]);
        house.add(&ada, "Bob", Role::ComplianceManagerReader).await;
    }
}

#[tokio::test]
async fn of_two_administrators_who_remove_each_other_one_stays() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        house.add(&ada, "Bob", Role::GlobalAdministrator).await;
        let bob = house.actor("Bob").await;
        let (one, other) = tokio::join!(
            house.engine.remove_principal(&ada, bob.principal()),
            house.engine.remove_principal(&bob, ada.principal()),
        );
        assert_ne!(one.is_ok(), other.is_ok(), "{db:?}: {one:?} {other:?}");
    }
}

#[tokio::test]
async fn a_reader_manages_nobody() {
    let (house, ada) = House::with_ada(TestDb::Sqlite).await;
    house.add(&ada, "Rita", Role::ComplianceManagerReader).await;
    let rita = house.actor("Rita").await;
    assert_eq!(house.engine.principals(&rita).await.unwrap().len(), 2);
    let removal = house.engine.remove_principal(&rita, ada.principal()).await;
    assert!(matches!(removal, Err(Error::Forbidden { needs }) if needs == [Role::GlobalAdministrator]));
}

#[tokio::test]
async fn every_change_of_principals_is_a_leaf_without_names() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let bob = house.add(&ada, "Bob the Planted", Role::ComplianceManagerReader).await;
        house.engine.remove_principal(&ada, &bob).await.unwrap();
        let bodies = leaves(&house).await;
        let of = |kind: &str| bodies.iter().filter(|body| body.contains(kind)).count();
        assert_eq!((of("principal.created"), of("principal.removed")), (2, 1), "{db:?}");
        assert!(bodies.iter().all(|body| !body.contains("Planted")), "{bodies:?}");
    }
}

#[tokio::test]
async fn no_secret_is_found_in_the_database() {
    let third = "a third and longer password";
    let house = House::on(TestDb::Sqlite).await;
    let link = house.link_token().await;
    let session = house.engine.complete_setup(&link, "Ada", &Secret::new(PASSWORD)).await.unwrap();
    // What people type into the wrong field must not stay either.
    assert!(house.try_from(PEER, "typed-as-a-name", OTHER).await.unwrap().is_none());
    let actor = house.engine.session(&session.token).await.unwrap();
    house.engine.change_password(&actor, &Secret::new(PASSWORD), &Secret::new(third), PEER).await.unwrap();
    let planted = [link.expose(), session.token.expose(), PASSWORD, OTHER, "typed-as-a-name", third];
    assert_absent(&house, &planted);
}

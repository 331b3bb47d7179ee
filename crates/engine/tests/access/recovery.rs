//! Getting in again from the server's machine.

use crate::{house::*, second_factor::enrolled};
use engine::{
    Error,
    access::{RECOVERY_LINK_LIFETIME, SignedIn},
};
use model::{Role, Secret};
use std::time::Duration;
use store::testing::TestDb;

impl House {
    async fn link(&self, name: Option<&str>) -> (Secret, bool) {
        let made = self.engine.recovery_link(name).await.unwrap();
        let (address, token) = made.link.split_once('#').unwrap();
        assert_eq!(address, "https://vouchsafe.example.com/recover");
        (Secret::new(token), made.makes)
    }

    async fn recover(&self, token: &Secret, password: &str) -> Result<SignedIn, Error> {
        self.engine.recover(token, &Secret::new(password)).await
    }
}

#[tokio::test]
async fn the_only_administrator_gets_in_again_without_their_second_factor() {
    for db in TestDb::ALL {
        let (house, ada, ..) = enrolled(db).await;
        for _ in 0..9 {
            // Locked out, as far as anybody is.
            drop(house.try_from(PEER, "Ada", OTHER).await);
        }
        let (token, makes) = house.link(None).await;
        assert!(!makes);
        assert_eq!(fields(house.recover(&Secret::new("guessed"), OTHER).await), ["token"]);
        assert_eq!(fields(house.recover(&Secret::new("x".repeat(9_000)), OTHER).await), ["token"]);
        assert_eq!(fields(house.recover(&token, "short").await), ["password"], "which does not use it up");
        let again = house.recover(&token, OTHER).await.unwrap();
        assert_eq!((again.me.principal.name.as_str(), &again.me.principal.id), ("Ada", ada.principal()));
        assert!(house.stands(&again.token).await);
        assert!(!house.engine.session_stands(&ada).await.unwrap(), "sessions from before end");
        assert_eq!(fields(house.recover(&token, OTHER).await), ["token"], "once");
        assert!(house.try_from(PEER, "Ada", PASSWORD).await.unwrap().is_none());
        assert!(house.try_from(PEER, "Ada", OTHER).await.unwrap().is_some());

        let bodies = leaves(&house).await;
        for kind in ["recovery.begun", "recovery.completed"] {
            assert_eq!(bodies.iter().filter(|body| body.contains(kind)).count(), 1, "{kind} on {db:?}");
        }
    }
}

#[tokio::test]
async fn a_new_name_becomes_an_administrator() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let (token, makes) = house.link(Some(" Eve ")).await;
        assert!(makes);
        let eve = house.recover(&token, OTHER).await.unwrap();
        assert_eq!(eve.me.principal.roles, [Role::GlobalAdministrator]);
        assert_eq!(eve.me.principal.name, "Eve");
        assert!(house.engine.session_stands(&ada).await.unwrap(), "nobody else is touched");
        // Two of them now: the link wants a name.
        match house.engine.recovery_link(None).await {
            Err(Error::Invalid(problems)) => assert!(problems[0].message.contains("Ada"), "{problems:?}"),
            _ => panic!("which of the two?"),
        }
    }
}

#[tokio::test]
async fn a_link_ends_after_an_hour_or_with_the_next_one() {
    for db in TestDb::ALL {
        let (house, _) = House::with_ada(db).await;
        let (first, _) = house.link(None).await;
        let (second, _) = house.link(None).await;
        assert_eq!(fields(house.recover(&first, OTHER).await), ["token"]);
        house.clock.advance(RECOVERY_LINK_LIFETIME);
        assert_eq!(fields(house.recover(&second, OTHER).await), ["token"]);
        let (third, _) = house.link(None).await;
        house.clock.advance(RECOVERY_LINK_LIFETIME - Duration::from_millis(1));
        let (one, other) = tokio::join!(house.recover(&third, OTHER), house.recover(&third, PASSWORD));
        assert_ne!(one.is_ok(), other.is_ok(), "{db:?}");
    }
}

#[tokio::test]
async fn a_link_raises_nobody_who_is_no_administrator() {
    let (house, ada) = House::with_ada(TestDb::Sqlite).await;
    house.add(&ada, "Rita", Role::ComplianceManagerReader).await;
    house.engine.create_program(&ada, "nightly", Role::GlobalAdministrator).await.unwrap();
    for name in ["rita", "NIGHTLY", "", "a\nb"] {
        assert_eq!(fields(house.engine.recovery_link(Some(name)).await), ["name"], "{name:?}");
    }
    // Demoted after the link was made.
    let bob = house.add(&ada, "Bob", Role::GlobalAdministrator).await;
    let (token, _) = house.link(Some("Bob")).await;
    house.engine.set_role_group(&ada, &bob, Role::ComplianceManagerReader).await.unwrap();
    assert_eq!(fields(house.recover(&token, OTHER).await), ["name"]);
    assert!(house.try_from(PEER, "Bob", OTHER).await.unwrap().is_none());
    assert_absent(&house, &[token.expose()]);
}

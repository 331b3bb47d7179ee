//! Second factors: an authenticator as anybody's, made here from the RFC alone.

use crate::house::*;
use aws_lc_rs::hmac;
use engine::{
    Error,
    access::{Actor, SessionKind, SignedIn},
};
use model::{Clock, Role, Secret};
use std::time::Duration;
use store::testing::TestDb;

const STEP: Duration = Duration::from_secs(30);

/// The code that an authenticator shows for a secret in base 32, some steps from now (RFC 6238 §4).
fn shown(house: &House, secret: &Secret, steps: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        secret.expose().chars().map(|letter| format!("{:05b}", letters.find(letter).unwrap())).collect();
    let bytes: Vec<u8> =
        (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    let step = house.clock.now().ms() / 30_000 + steps;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let word = u32::from_be_bytes(tag.as_ref()[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

/// A code that is right at no step near.
fn wrong(house: &House, secret: &Secret) -> String {
    let right: Vec<_> = (-2..=2).map(|step| shown(house, secret, step)).collect();
    (0..).map(|n| format!("{n:06}")).find(|code| !right.contains(code)).unwrap()
}

/// A house where Ada has a second factor: its secret and the recovery codes.
pub async fn enrolled(db: TestDb) -> (House, Actor, Secret, Vec<Secret>) {
    let (house, ada) = House::with_ada(db).await;
    let password = Secret::new(PASSWORD);
    let secret = house.engine.enrol_second_factor(&ada, &password, PEER).await.unwrap().secret;
    let first = shown(&house, &secret, 0);
    let codes = house.engine.confirm_second_factor(&ada, &first, PEER).await.unwrap().0;
    (house, ada, secret, codes)
}

async fn with_code(house: &House, code: &str) -> Result<Option<SignedIn>, Error> {
    let (password, code) = (Secret::new(PASSWORD), Secret::new(code));
    house.engine.sign_in_with_code("ada", &password, Some(&code), SessionKind::Bearer, PEER).await
}

#[track_caller]
fn asked<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::SecondFactor { message }) => message,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("was let through"),
    }
}

#[tokio::test]
async fn signing_in_takes_a_code_once_it_was_confirmed() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let elsewhere = house.sign_in("Ada").await;
        let enrol =
            async |password: &str| house.engine.enrol_second_factor(&ada, &Secret::new(password), PEER).await;
        let confirm = async |code: &str| house.engine.confirm_second_factor(&ada, code, PEER).await;
        conflict(confirm("123456").await);
        assert_eq!(fields(enrol(OTHER).await), ["password"]);
        let replaced = enrol(PASSWORD).await.unwrap();
        let begun = enrol(PASSWORD).await.unwrap();
        assert!(begun.uri.expose().starts_with("otpauth://totp/Vouchsafe:Ada?secret="));
        assert!(begun.uri.expose().contains(begun.secret.expose()));
        // Nothing is asked for yet.
        assert!(house.try_from(PEER, "Ada", PASSWORD).await.unwrap().is_some());
        assert_eq!(fields(confirm(&wrong(&house, &begun.secret)).await), ["code"]);
        assert_eq!(fields(confirm(&shown(&house, &replaced.secret, 0)).await), ["code"]);
        assert_eq!(fields(confirm("nonsense").await), ["code"]);
        let first = shown(&house, &begun.secret, 0);
        assert_eq!(confirm(&first).await.unwrap().0.len(), 10);
        assert!(!house.stands(&elsewhere.token).await, "it was begun without a code");
        assert!(house.engine.session_stands(&ada).await.unwrap());
        conflict(enrol(PASSWORD).await);
        conflict(confirm(&first).await);

        assert!(asked(house.try_from(PEER, "Ada", PASSWORD).await).contains("Enter the code"));
        assert!(asked(with_code(&house, "  ").await).contains("Enter the code"));
        assert!(house.try_from(PEER, "Ada", OTHER).await.unwrap().is_none(), "the password comes first");
        assert!(asked(with_code(&house, &first).await).contains("used before"), "once, also by confirming");
        house.clock.advance(STEP);
        let next = shown(&house, &begun.secret, 0);
        assert!(with_code(&house, &format!(" {} {} ", &next[..3], &next[3..])).await.unwrap().is_some());
        let view = house.engine.second_factor(&ada).await.unwrap();
        assert_eq!((view.since.is_some(), view.recovery_codes_left), (true, 10));
        assert!(house.engine.principals(&ada).await.unwrap()[0].second_factor);
        let of_kind = leaves(&house).await.iter().filter(|body| body.contains("second_factor.set")).count();
        assert_eq!(of_kind, 1, "{db:?}");
    }
}

#[tokio::test]
async fn a_code_is_taken_once_and_within_a_step() {
    for db in TestDb::ALL {
        let (house, _, secret, _) = enrolled(db).await;
        house.clock.advance(STEP * 10);
        // Of two who send it at the same time one is let in.
        let code = shown(&house, &secret, 0);
        let (one, other) = tokio::join!(with_code(&house, &code), with_code(&house, &code));
        assert_ne!(one.is_ok(), other.is_ok(), "{db:?}");
        asked(with_code(&house, &shown(&house, &secret, -1)).await);
        // A clock that is a step ahead, and what it closes.
        assert!(with_code(&house, &shown(&house, &secret, 1)).await.unwrap().is_some());
        house.clock.advance(STEP);
        asked(with_code(&house, &shown(&house, &secret, 0)).await);
        // A clock that is behind.
        house.clock.advance(STEP * 2);
        assert!(with_code(&house, &shown(&house, &secret, -1)).await.unwrap().is_some());
        house.clock.advance(STEP * 10);
        asked(with_code(&house, &shown(&house, &secret, 2)).await);
        asked(with_code(&house, &shown(&house, &secret, -2)).await);
    }
}

#[tokio::test]
async fn tries_are_slowed_down_as_those_of_passwords_are() {
    for db in TestDb::ALL {
        let (house, ada, secret, _) = enrolled(db).await;
        house.clock.advance(STEP * 2);
        let guess = wrong(&house, &secret);
        for _ in 0..5 {
            asked(with_code(&house, &guess).await);
        }
        let right = shown(&house, &secret, 0);
        assert_eq!(wait(with_code(&house, &right).await), Duration::from_secs(1));
        // Beginning again with the right password is no way around it, nor is another peer, nor turning it off.
        asked(house.try_from(PEER, "Ada", PASSWORD).await);
        let (password, code) = (Secret::new(PASSWORD), Secret::new(right.as_str()));
        let elsewhere = "198.51.100.1".parse().unwrap();
        let kind = SessionKind::Bearer;
        wait(house.engine.sign_in_with_code("Ada", &password, Some(&code), kind, elsewhere).await);
        wait(house.engine.disable_second_factor(&ada, &password, &right, PEER).await);
        house.clock.advance(Duration::from_secs(1));
        assert!(with_code(&house, &shown(&house, &secret, 0)).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn many_guesses_at_once_count_as_many() {
    let (house, _, secret, _) = enrolled(TestDb::Sqlite).await;
    house.clock.advance(STEP * 2);
    let guess = wrong(&house, &secret);
    let tries = (0..12).map(|_| with_code(&house, &guess));
    for outcome in futures::future::join_all(tries).await {
        assert!(matches!(outcome, Err(Error::SecondFactor { .. } | Error::Throttled { .. })));
    }
    wait(with_code(&house, &shown(&house, &secret, 0)).await);
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    for db in TestDb::ALL {
        let (house, ada, _, codes) = enrolled(db).await;
        let first = codes[0].expose();
        assert!(with_code(&house, &first.to_uppercase()).await.unwrap().is_some());
        asked(with_code(&house, first).await);
        assert!(with_code(&house, codes[9].expose()).await.unwrap().is_some());
        assert_eq!(house.engine.second_factor(&ada).await.unwrap().recovery_codes_left, 8);
        asked(with_code(&house, "aaaa-bbbb-cccc-dddd").await);
        asked(with_code(&house, &"a".repeat(100_000)).await);
    }
}

#[tokio::test]
async fn it_is_turned_off_with_password_and_code() {
    for db in TestDb::ALL {
        let (house, ada, secret, codes) = enrolled(db).await;
        house.clock.advance(STEP);
        let off = async |password: &str, code: &str| {
            house.engine.disable_second_factor(&ada, &Secret::new(password), code, PEER).await
        };
        assert_eq!(fields(off(OTHER, &shown(&house, &secret, 0)).await), ["password"]);
        assert_eq!(fields(off(PASSWORD, &wrong(&house, &secret)).await), ["code"]);
        off(PASSWORD, codes[3].expose()).await.unwrap();
        conflict(off(PASSWORD, codes[4].expose()).await);
        assert!(house.try_from(PEER, "Ada", PASSWORD).await.unwrap().is_some());
        assert_eq!(house.engine.second_factor(&ada).await.unwrap().since, None);
        let bodies = leaves(&house).await;
        assert_eq!(bodies.iter().filter(|body| body.contains("second_factor.removed")).count(), 1);
    }
}

#[tokio::test]
async fn an_administrator_resets_that_of_another() {
    for db in TestDb::ALL {
        let (house, ada, ..) = enrolled(db).await;
        let id = house.add(&ada, "Bob", Role::ComplianceManagerReader).await;
        let bob = house.actor("Bob").await;
        conflict(house.engine.reset_second_factor(&ada, &id).await);
        conflict(house.engine.reset_second_factor(&ada, ada.principal()).await);
        let forbidden = house.engine.reset_second_factor(&bob, ada.principal()).await;
        assert!(matches!(forbidden, Err(Error::Forbidden { .. })));

        let begun = house.engine.enrol_second_factor(&bob, &Secret::new(PASSWORD), PEER).await.unwrap();
        let code = shown(&house, &begun.secret, 0);
        house.engine.confirm_second_factor(&bob, &code, PEER).await.unwrap();
        asked(house.try_from(PEER, "Bob", PASSWORD).await);
        house.engine.reset_second_factor(&ada, &id).await.unwrap();
        assert!(!house.engine.session_stands(&bob).await.unwrap(), "{db:?}");
        assert!(house.try_from(PEER, "Bob", PASSWORD).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn neither_secret_nor_recovery_code_is_found_in_the_database() {
    let (house, ada, secret, codes) = enrolled(TestDb::Sqlite).await;
    let mut planted: Vec<_> = codes.iter().map(Secret::expose).collect();
    let joined: Vec<_> = planted.iter().map(|code| code.replace('-', "")).collect();
    planted.extend(joined.iter().map(String::as_str));
    planted.push(secret.expose());
    assert_absent(&house, &planted);
    house.clock.advance(STEP);
    let code = shown(&house, &secret, 0);
    house.engine.disable_second_factor(&ada, &Secret::new(PASSWORD), &code, PEER).await.unwrap();
    assert_absent(&house, &planted);
}

//! API tokens: what they may do, for how long, and what never.

use crate::house::*;
use engine::{
    Error,
    access::{Actor, NewRoleGroup, NewToken, TOKEN_LIFETIME_MAX, UseCase, never_by_token, permissions_of},
};
use model::{Role, Secret, Time};
use std::time::Duration;
use store::testing::TestDb;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn new(house: &House, name: &str, scopes: &[&str]) -> NewToken {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    NewToken { name: name.into(), scopes, expires_at: house.now().plus(DAY) }
}

impl House {
    fn now(&self) -> Time {
        use model::Clock;
        self.clock.now()
    }

    async fn token(&self, actor: &Actor, name: &str, scopes: &[&str]) -> Secret {
        self.engine.create_token(actor, &new(self, name, scopes)).await.unwrap().token
    }
}

/// All that a token of this role may be given.
fn grantable(role: Role) -> Vec<&'static str> {
    let kept = |name: &&str| !never_by_token(UseCase::parse(name).unwrap());
    permissions_of(&[role]).into_iter().filter(kept).collect()
}

#[tokio::test]
async fn a_token_never_exceeds_its_owner_also_after_they_were_demoted() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let id = house.add(&ada, "Bob", Role::GlobalAdministrator).await;
        let bob = house.actor("Bob").await;
        let all = house.token(&bob, "all", &grantable(Role::GlobalAdministrator)).await;
        let one = house.token(&bob, "one", &["connectors.manage"]).await;
        let permissions = async |token: &Secret| house.engine.session(token).await.unwrap().permissions();
        assert_eq!(permissions(&all).await, grantable(Role::GlobalAdministrator));
        assert_eq!(permissions(&one).await, ["connectors.manage"]);
        for role in Role::ALL {
            house.engine.set_role_group(&ada, &id, role).await.unwrap();
            // What the owner could not give when it was made, it does not have.
            let given = grantable(Role::GlobalAdministrator);
            let may: Vec<_> = grantable(role).into_iter().filter(|name| given.contains(name)).collect();
            assert_eq!(permissions(&all).await, may, "{role:?} on {db:?}");
            let may = permissions_of(&[role]).contains(&"connectors.manage");
            assert_eq!(permissions(&one).await.len(), usize::from(may), "{role:?} on {db:?}");
        }
        // What somebody may not, they cannot give.
        house.engine.set_role_group(&ada, &id, Role::ComplianceManagerReader).await.unwrap();
        let reader = house.actor("Bob").await;
        let more = house.engine.create_token(&reader, &new(&house, "more", &["connectors.manage"])).await;
        assert_eq!(fields(more), ["scopes"]);
        // Two roles: tokens reach as far as both.
        let both = NewRoleGroup {
            name: "Both".into(),
            description: String::new(),
            roles: vec![Role::DataConnectorAdmin, Role::ComplianceManagerAssessor],
            mailboxes: None,
        };
        let both = house.engine.create_role_group(&ada, &both).await.unwrap();
        house.engine.set_role_group(&ada, &id, both.id).await.unwrap();
        let bob = house.actor("Bob").await;
        let token = house.token(&bob, "both", &["connectors.manage", "actions.test"]).await;
        assert_eq!(permissions(&token).await, ["connectors.manage", "actions.test"]);
    }
}

#[tokio::test]
async fn a_token_ends_when_it_expires_is_revoked_or_its_owner_goes() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let id = house.add(&ada, "Bob", Role::ComplianceManagerReader).await;
        let bob = house.actor("Bob").await;
        let stands = async |token: &Secret| house.stands(token).await;

        let expiring = house.token(&bob, "expiring", &["overview.read"]).await;
        let actor = house.engine.session(&expiring).await.unwrap();
        house.clock.advance(DAY - Duration::from_millis(1));
        assert!(stands(&expiring).await && house.engine.session_stands(&actor).await.unwrap());
        house.clock.advance(Duration::from_millis(1));
        assert!(!stands(&expiring).await && !house.engine.session_stands(&actor).await.unwrap(), "{db:?}");
        let bob = house.actor("Bob").await;
        let ada = house.actor("Ada").await;
        assert!(house.engine.tokens(&bob).await.unwrap()[0].expired);

        let made = house.engine.create_token(&bob, &new(&house, "mine", &["overview.read"])).await.unwrap();
        assert!(stands(&made.token).await);
        // Others do not even learn that it is there; an administrator may.
        let foreign = house.engine.revoke_token(&ada, &made.view.id).await;
        assert!(matches!(foreign, Err(Error::NotFound { .. })));
        house.engine.revoke_token(&bob, &made.view.id).await.unwrap();
        assert!(!stands(&made.token).await);
        assert!(matches!(house.engine.revoke_token(&bob, &made.view.id).await, Err(Error::NotFound { .. })));
        let second =
            house.engine.create_token(&bob, &new(&house, "second", &["overview.read"])).await.unwrap();
        assert_eq!(house.engine.all_tokens(&ada).await.unwrap().len(), 2);
        house.engine.revoke_token_of(&ada, &id, &second.view.id).await.unwrap();
        assert!(!stands(&second.token).await);

        let last = house.token(&bob, "last", &["overview.read"]).await;
        house.engine.remove_principal(&ada, &id).await.unwrap();
        assert!(!stands(&last).await, "{db:?}");
        assert_eq!(house.engine.all_tokens(&ada).await.unwrap(), []);
        for guess in ["vouchsafe_pat_", "vouchsafe_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(!stands(&Secret::new(guess)).await);
        }
    }
}

#[tokio::test]
async fn wrong_input_is_told_at_its_field() {
    let (house, ada) = House::with_ada(TestDb::Sqlite).await;
    let create = async |new: NewToken| house.engine.create_token(&ada, &new).await;
    let good = new(&house, "nightly", &["overview.read", "actions.read", "overview.read"]);
    let made = create(good.clone()).await.unwrap();
    assert_eq!(made.view.scopes, ["overview.read", "actions.read"], "each once, in the table's order");
    assert!(matches!(create(good.clone()).await, Err(Error::Conflict { field: Some(_), .. })));
    let at = |expires_at| NewToken { name: "other".into(), expires_at, ..good.clone() };
    assert_eq!(fields(create(at(house.now())).await), ["expires_at"]);
    let longest = house.now().plus(TOKEN_LIFETIME_MAX);
    assert_eq!(fields(create(at(longest.plus(Duration::from_millis(1)))).await), ["expires_at"]);
    assert!(create(at(longest)).await.is_ok());
    for scopes in [&[][..], &["no.such"], &["tokens.own"], &["tokens.manage"], &["principals.manage"]] {
        let wrong = NewToken { name: "wrong".into(), ..new(&house, "wrong", scopes) };
        assert_eq!(fields(create(wrong).await), ["scopes"], "{scopes:?}");
    }
    let planted = new(&house, " ", &["planted-secret"]);
    match create(planted).await {
        Err(error) => assert!(!error.to_string().contains("planted"), "{error}"),
        Ok(_) => panic!("was taken"),
    }
}

#[tokio::test]
async fn no_token_decides_how_somebody_signs_in() {
    let (house, ada) = House::with_ada(TestDb::Sqlite).await;
    let bob = house.add(&ada, "Bob", Role::ComplianceManagerReader).await;
    let token = house.token(&ada, "all", &grantable(Role::GlobalAdministrator)).await;
    let by_token = house.engine.session(&token).await.unwrap();
    let (password, other) = (Secret::new(PASSWORD), Secret::new(OTHER));
    let refusals = [
        house.engine.sign_out(&by_token).await.err(),
        house.engine.change_password(&by_token, &password, &other, PEER).await.err(),
        house.engine.enrol_second_factor(&by_token, &password, PEER).await.err(),
        house.engine.confirm_second_factor(&by_token, "123456", PEER).await.err(),
        house.engine.disable_second_factor(&by_token, &password, "123456", PEER).await.err(),
        house.engine.reset_second_factor(&by_token, &bob).await.err(),
        house.engine.create_token(&by_token, &new(&house, "more", &["overview.read"])).await.err(),
        house.engine.create_token_for(&by_token, &bob, &new(&house, "more", &["overview.read"])).await.err(),
        house.engine.create_principal(&by_token, "Eve", Role::GlobalAdministrator, &other).await.err(),
        house.engine.set_role_group(&by_token, &bob, Role::GlobalAdministrator).await.err(),
        house.engine.remove_principal(&by_token, &bob).await.err(),
    ];
    for (number, refusal) in refusals.into_iter().enumerate() {
        assert!(matches!(refusal, Some(Error::ByToken { .. })), "{number}: {refusal:?}");
    }
    assert!(house.try_from(PEER, "Ada", PASSWORD).await.unwrap().is_some(), "the password is what it was");
}

#[tokio::test]
async fn programs_have_tokens_alone_and_people_make_their_own() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let bob = house.add(&ada, "Bob", Role::ComplianceManagerReader).await;
        let program = house.engine.create_program(&ada, "nightly", Role::DataConnectorAdmin).await.unwrap();
        for password in ["", PASSWORD] {
            assert!(house.try_from(PEER, "nightly", password).await.unwrap().is_none());
        }
        let wanted = new(&house, "refresh", &["connectors.manage"]);
        let made = house.engine.create_token_for(&ada, &program.id, &wanted).await.unwrap();
        assert_eq!(made.view.owner.name, "nightly");
        assert_eq!(house.engine.session(&made.token).await.unwrap().name(), "nightly");
        let more = new(&house, "more", &["assessments.manage"]);
        assert_eq!(fields(house.engine.create_token_for(&ada, &program.id, &more).await), ["scopes"]);
        // Nobody acts as another person.
        assert!(conflict(house.engine.create_token_for(&ada, &bob, &wanted).await).contains("is a person"));
        let as_bob = house.actor("Bob").await;
        let forbidden = house.engine.create_token_for(&as_bob, &program.id, &wanted).await;
        assert!(matches!(forbidden, Err(Error::Forbidden { .. })));
        assert!(matches!(house.engine.all_tokens(&as_bob).await, Err(Error::Forbidden { .. })));
    }
}

#[tokio::test]
async fn use_is_noted_to_the_minute_and_the_token_is_kept_nowhere() {
    let (house, ada) = House::with_ada(TestDb::Sqlite).await;
    let token = house.token(&ada, "nightly", &["overview.read"]).await;
    let used_at = async || house.engine.tokens(&ada).await.unwrap()[0].used_at;
    assert_eq!(used_at().await, None);
    house.engine.session(&token).await.unwrap();
    let first = house.now();
    assert_eq!(used_at().await, Some(first));
    house.clock.advance(Duration::from_secs(59));
    house.engine.session(&token).await.unwrap();
    assert_eq!(used_at().await, Some(first));
    house.clock.advance(Duration::from_secs(1));
    house.engine.session(&token).await.unwrap();
    assert_eq!(used_at().await, Some(house.now()));
    assert_absent(&house, &[token.expose(), token.expose().strip_prefix("vouchsafe_pat_").unwrap()]);
    assert_eq!(leaves(&house).await.iter().filter(|body| body.contains("api_token.created")).count(), 1);
}

//! Role groups: what they let people do, and that somebody always can.

use crate::house::*;
use engine::{
    Error,
    access::{Actor, NewRoleGroup, RoleGroupEdit, RoleGroupView, permissions_of},
};
use model::{Role, RoleGroupId};
use std::{collections::BTreeSet, time::Duration};
use store::testing::TestDb;

fn new(name: &str, roles: &[Role]) -> NewRoleGroup {
    NewRoleGroup { name: name.into(), description: "What for".into(), roles: roles.to_vec(), mailboxes: None }
}

async fn create(house: &House, ada: &Actor, name: &str, roles: &[Role]) -> RoleGroupView {
    house.engine.create_role_group(ada, &new(name, roles)).await.unwrap()
}

fn roles(roles: &[Role]) -> RoleGroupEdit {
    RoleGroupEdit { roles: Some(roles.to_vec()), ..RoleGroupEdit::default() }
}

#[tokio::test]
async fn a_group_has_what_any_of_its_roles_has_from_the_next_request_on() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let bob = house.add(&ada, "Bob", Role::ComplianceManagerReader).await;
        let session = house.sign_in("Bob").await;
        let permissions = async || -> BTreeSet<&str> {
            house.engine.session(&session.token).await.unwrap().permissions().into_iter().collect()
        };
        let of = |roles: &[Role]| -> BTreeSet<&str> {
            roles.iter().flat_map(|role| permissions_of(&[*role])).collect()
        };
        assert_eq!(permissions().await, of(&[Role::ComplianceManagerReader]));
        let before = house.engine.session(&session.token).await.unwrap();

        let both = [Role::DataConnectorAdmin, Role::ComplianceManagerAssessor];
        let group = create(&house, &ada, "  Testers ", &both).await;
        assert_eq!((group.name.as_str(), group.members, group.built_in), ("Testers", 0, false));
        let moved = house.engine.set_role_group(&ada, &bob, group.id.clone()).await.unwrap();
        assert_eq!(moved.role_group.name, "Testers");
        assert_eq!(permissions().await, of(&both), "{db:?}");
        assert!(!house.engine.session_stands(&before).await.unwrap(), "an open page is to look again");

        // The group's own roles too.
        let three = [Role::ComplianceManagerContribution, both[0], both[1]];
        let edited = house.engine.edit_role_group(&ada, &group.id, &roles(&three)).await.unwrap();
        assert_eq!((edited.members, edited.name.as_str()), (1, "Testers"));
        assert_eq!(permissions().await, of(&three));
        let refused = house.engine.delete_role_group(&ada, &group.id).await;
        assert!(conflict(refused).contains("1 users are in"));

        // Another group replaces it.
        house.engine.set_role_group(&ada, &bob, Role::DataConnectorAdmin).await.unwrap();
        assert_eq!(permissions().await, of(&[Role::DataConnectorAdmin]));
        house.engine.delete_role_group(&ada, &group.id).await.unwrap();
        assert_eq!(fields(house.engine.set_role_group(&ada, &bob, group.id.clone()).await), ["role_group"]);
        let again = house.engine.delete_role_group(&ada, &group.id).await;
        assert!(matches!(again, Err(Error::NotFound { .. })));

        let bodies = leaves(&house).await;
        for (kind, count) in [
            ("role_group.created", 1),
            ("role_group.edited", 1),
            ("role_group.deleted", 1),
            ("principal.regrouped", 2),
        ] {
            let of_kind = bodies.iter().filter(|body| body.contains(kind)).count();
            assert_eq!(of_kind, count, "{kind} on {db:?}");
        }
        assert!(bodies.iter().all(|body| !body.contains("Testers")), "{bodies:?}");
    }
}

#[tokio::test]
async fn the_groups_of_the_roles_are_always_there_and_never_change() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let groups = house.engine.role_groups(&ada).await.unwrap();
        let built_in: BTreeSet<_> =
            groups.iter().filter(|group| group.built_in).flat_map(|group| group.roles.clone()).collect();
        assert_eq!((groups.len(), built_in), (Role::ALL.len(), BTreeSet::from(Role::ALL)));
        for role in Role::ALL {
            let id = RoleGroupId::from(role);
            let edit =
                house.engine.edit_role_group(&ada, &id, &roles(&[Role::ComplianceManagerReader])).await;
            assert!(conflict(edit).contains("cannot be changed"));
            conflict(house.engine.delete_role_group(&ada, &id).await);
        }
    }
}

#[tokio::test]
async fn wrong_input_is_told_at_its_field() {
    let (house, ada) = House::with_ada(TestDb::Sqlite).await;
    let wrong =
        NewRoleGroup { name: "a\nb".into(), description: "x".repeat(501), roles: vec![], mailboxes: None };
    let refused = house.engine.create_role_group(&ada, &wrong).await;
    assert_eq!(fields(refused), ["name", "description", "roles"]);
    for taken in ["global ADMINISTRATOR", " Testers"] {
        create(&house, &ada, &format!("Testers {}", taken.len()), &[Role::DataConnectorAdmin]).await;
        let name = if taken.starts_with(' ') { " testers 8" } else { taken };
        match house.engine.create_role_group(&ada, &new(name, &[Role::DataConnectorAdmin])).await {
            Err(Error::Conflict { field, .. }) => assert_eq!(field.as_deref(), Some("name")),
            other => panic!("{other:?}"),
        }
    }
    let reader = house.add(&ada, "Rita", Role::ComplianceManagerReader).await;
    let rita = house.actor("Rita").await;
    let raise = house.engine.set_role_group(&rita, &reader, Role::GlobalAdministrator).await;
    assert!(matches!(raise, Err(Error::Forbidden { .. })));
    let create = house.engine.create_role_group(&rita, &new("Mine", &[Role::GlobalAdministrator])).await;
    assert!(matches!(create, Err(Error::Forbidden { .. })));
}

/// Removed, demoted, or in a group that loses the role: the last one stays.
#[tokio::test]
async fn the_last_global_administrator_stays_one() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        let me = ada.principal();
        let demote = async || house.engine.set_role_group(&ada, me, Role::ComplianceManagerReader).await;
        assert!(conflict(demote().await).contains("Global Administrator"));

        // A program does not count: nobody can sign in as it.
        house.engine.create_program(&ada, "nightly", Role::GlobalAdministrator).await.unwrap();
        conflict(demote().await);

        let chiefs =
            create(&house, &ada, "Chiefs", &[Role::GlobalAdministrator, Role::DataConnectorAdmin]).await;
        house.engine.set_role_group(&ada, me, chiefs.id.clone()).await.unwrap();
        let edit = house.engine.edit_role_group(&ada, &chiefs.id, &roles(&[Role::DataConnectorAdmin])).await;
        conflict(edit);
        let still = house.actor("Ada").await;
        assert_eq!(still.roles(), [Role::GlobalAdministrator, Role::DataConnectorAdmin], "{db:?}");

        let bob = house.add(&ada, "Bob", Role::GlobalAdministrator).await;
        let as_bob = house.actor("Bob").await;
        house.engine.set_role_group(&as_bob, me, Role::ComplianceManagerReader).await.unwrap();
        conflict(house.engine.set_role_group(&as_bob, &bob, Role::DataConnectorAdmin).await);
    }
}

#[tokio::test]
async fn of_two_administrators_who_demote_each_other_one_stays() {
    for db in TestDb::ALL {
        let (house, ada) = House::with_ada(db).await;
        house.add(&ada, "Bob", Role::GlobalAdministrator).await;
        let bob = house.actor("Bob").await;
        let reader = Role::ComplianceManagerReader;
        let (one, other) = tokio::join!(
            house.engine.set_role_group(&ada, bob.principal(), reader),
            house.engine.set_role_group(&bob, ada.principal(), reader),
        );
        assert_ne!(one.is_ok(), other.is_ok(), "{db:?}");
        house.clock.advance(Duration::from_secs(1));
    }
}

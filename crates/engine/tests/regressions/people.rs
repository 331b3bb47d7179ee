//! Who holds what: people by their ids, with the names that the latest list has.

use crate::{house::*, service::*};
use serde_json::json;
use store::testing::TestDb;

#[tokio::test]
async fn everybody_who_holds_something_is_named_with_every_path_until_names_are_erased() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let people = async |what: Option<&str>| {
            house.node.engine.people(&house.ada, &house.instance, what).await.unwrap()
        };
        // What is no list of people says nothing of any.
        assert!(people(None).await.held.is_empty());
        house.service.will(
            "b",
            Answer::Gives(json!({ "on": true, "ManageUsers": [], "ModifyAllData": [
                { "user_id": "u1", "paths": ["Profile “Admin”", "Permission set “X”"] },
                { "user_id": "u2", "paths": ["Permission set group “G”"] },
            ] })),
        );
        house.service.will("a", Answer::Rows(vec![json!({ "id": "u1", "email": "ada@example.com" })]));
        house.refresh().await;
        let all = people(None).await;
        let found: Vec<_> = all.held.iter().map(|held| (held.what.as_str(), held.people.len())).collect();
        assert_eq!(found, [("ManageUsers", 0), ("ModifyAllData", 2)]);
        let held = people(Some(" modify")).await.held.remove(0);
        let named: Vec<_> =
            held.people.iter().map(|one| (one.id.as_str(), one.name.as_deref(), one.paths.len())).collect();
        assert_eq!(named, [("u1", Some("ada@example.com"), 2), ("u2", None, 1)]);
        assert!(people(Some("nothing of that name")).await.held.is_empty());

        house.service.will("b", Answer::LacksRight);
        house.refresh().await;
        let none = people(None).await;
        assert!(none.held.is_empty());
        assert_eq!((none.unread[0].title.as_str(), none.unread[0].why.as_str()), ("B", "not allowed"));
    }
}

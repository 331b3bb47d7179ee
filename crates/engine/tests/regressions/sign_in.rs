//! Ways to sign in, as a connector describes them: forms, and keys that we make.

use crate::house::*;
use connect::source::Credentials;
use engine::{
    Error,
    posture::{Activation, DraftInput, Edit, KeyPairInput},
};
use model::{ConnectorId, Secret};
use store::testing::TestDb;

fn pager() -> ConnectorId {
    "pager".parse().unwrap()
}

fn typed(pairs: &[(&str, &str)]) -> Credentials {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new(*value))).collect()
}

fn fields(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(problems) => problems.into_iter().map(|problem| problem.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_before_anything_is_opened() {
    let house = House::on(TestDb::Sqlite).await;
    let refused = async |pairs: &[(&str, &str)]| {
        let edit = Edit { credentials: Some(typed(pairs)), ..Edit::default() };
        fields(house.node.engine.edit_instance(&house.ada, &house.instance, edit).await.unwrap_err())
    };
    assert_eq!(refused(&[]).await, ["credentials.method"]);
    assert_eq!(refused(&[("method", "robot")]).await, ["credentials.method"]);
    assert_eq!(
        refused(&[("method", "certificate"), ("user", "Ada 1"), ("password", "x")]).await,
        ["credentials.password", "credentials.user", "credentials.private_key"]
    );
    // The same account again: there is no field that says which it is.
    let again = Activation {
        connector: pager(),
        name: "Again".into(),
        credentials: typed(&[("method", "key")]),
        terms_version: "1".into(),
        draft: None,
    };
    let Err(Error::Invalid(problems)) = house.node.engine.activate(&house.ada, again).await else {
        panic!("it was activated twice")
    };
    assert_eq!(problems[0].field, "credentials");
    assert!(problems[0].message.contains("“East”"), "{problems:?}");
}

#[tokio::test]
async fn a_key_is_made_kept_and_never_shown() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let engine = &house.node.engine;
        let input = DraftInput {
            connector: pager(),
            name: "New key".into(),
            terms_version: None,
            credentials: typed(&[("method", "certificate"), ("user", "ada")]),
        };
        let begun = engine.keep_draft(&house.ada, None, input).await.unwrap();
        let wanted = || KeyPairInput { draft: Some(begun.id.clone()), ..KeyPairInput::default() };
        let first = engine.make_key_pair(&house.ada, &pager(), wanted()).await.unwrap();
        let made = engine.make_key_pair(&house.ada, &pager(), wanted()).await.unwrap();
        assert_eq!(made.draft, begun.id);
        assert_ne!(made.certificate, first.certificate);
        assert_eq!(made.certificate.not_after.to_string(), "2028-11-20T00:00:00.000Z");
        let wrong = KeyPairInput { method: Some("key".into()), ..wanted() };
        let refused = engine.make_key_pair(&house.ada, &pager(), wrong).await.unwrap_err();
        assert_eq!(fields(refused), ["method"]);

        // What the draft shows, and what lies in it.
        let draft = engine.draft(&house.ada, &begun.id).await.unwrap();
        assert_eq!(draft.secrets, ["private_key"]);
        assert_eq!(draft.certificates["private_key"], made.certificate);
        let mut tx = house.store.read().await.unwrap();
        let sealed = tx.drafts().get(&begun.id).await.unwrap().unwrap().credentials.unwrap();
        let form = tx.vault().open(&sealed).await.unwrap();
        drop(tx);
        let form: serde_json::Value = serde_json::from_str(form.expose()).unwrap();
        let key = form["private_key"].as_str().unwrap().to_owned();
        assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
        let planted = key.lines().nth(5).unwrap().to_owned();

        // It is used without being typed; then the draft is gone, and the instance says how it signs in.
        let edit = Edit { draft: Some(begun.id.clone()), ..Edit::default() };
        let edited = engine.edit_instance(&house.ada, &house.instance, edit).await.unwrap();
        let method = edited.method.clone().unwrap();
        assert_eq!((method.id.as_str(), method.title.as_str()), ("certificate", "Certificate"));
        assert!(method.notice.unwrap().contains("next summer"));
        assert_eq!(edited.certificate.as_ref(), Some(&made.certificate));
        assert!(engine.draft(&house.ada, &begun.id).await.is_err());

        house.settled().await;
        let shown = [
            serde_json::to_string(&edited).unwrap(),
            serde_json::to_string(&made).unwrap(),
            serde_json::to_string(&draft).unwrap(),
            serde_json::to_string(&engine.recording(&house.ada, &house.instance).await.unwrap()).unwrap(),
        ];
        assert!(shown.iter().all(|text| !text.contains(&planted) && !text.contains("PRIVATE KEY")));
        for file in std::fs::read_dir(house.folder()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            let found = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!found, "the key lies bare in the database");
        }
    }
}

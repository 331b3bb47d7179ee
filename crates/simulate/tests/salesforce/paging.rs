//! Pages and locators.

use crate::support::{Answer, PARTNER, Salesforce, TOOLING};
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};

const HISTORY: &str = "SELECT Id FROM LoginHistory";

async fn first_page(salesforce: &Salesforce, session: &str, batch: &str) -> Answer {
    let options = format!("<QueryOptions><batchSize>{batch}</batchSize></QueryOptions>");
    let body = format!("<query><queryString>{HISTORY}</queryString></query>");
    salesforce.soap(PARTNER, session, &options, &body).await
}

async fn more(salesforce: &Salesforce, session: &str, locator: &str) -> Answer {
    let body = format!("<queryMore><queryLocator>{locator}</queryLocator></queryMore>");
    salesforce.soap(PARTNER, session, "", &body).await
}

#[tokio::test]
async fn pages_follow_one_another_and_nothing_is_missed() {
    let salesforce = Salesforce::with(Some(40)).await;
    let session = salesforce.session("large").await;
    let mut page = first_page(&salesforce, &session, "200").await;
    // 25 a user, and the sign-in.
    assert_eq!((page.first("size"), page.first("done")), ("1001".into(), "false".into()));
    let (mut ids, mut pages) = (BTreeSet::new(), 1);
    loop {
        ids.extend(page.rows().into_iter().map(|row| row[0].clone()));
        if page.first("done") == "true" {
            break;
        }
        let locator = page.first("queryLocator");
        let (id, offset) = locator.split_once('-').unwrap();
        assert_eq!((id.len(), &id[..3], offset.parse::<usize>().unwrap()), (18, "0r8", pages * 200));
        page = more(&salesforce, &session, &locator).await;
        assert_eq!(page.first("size"), "1001");
        pages += 1;
    }
    assert_eq!((pages, ids.len()), (6, 1001));
}

#[tokio::test]
async fn a_batch_size_is_a_wish_between_two_bounds() {
    let salesforce = Salesforce::with(Some(100)).await;
    let session = salesforce.session("large").await;
    for (wish, rows) in [("1", 200), ("300", 300), ("5000", 2_000), ("nonsense", 500)] {
        assert_eq!(first_page(&salesforce, &session, wish).await.rows().len(), rows, "{wish}");
    }
}

#[tokio::test]
async fn a_locator_that_is_no_good_says_why() {
    let salesforce = Salesforce::with(Some(40)).await;
    let session = salesforce.session("large").await;
    let locator = first_page(&salesforce, &session, "200").await.first("queryLocator");
    let refused = async |session: &str, locator: &str| {
        let answer = more(&salesforce, session, locator).await;
        let (element, code, _) = answer.fault();
        assert_eq!((element.as_str(), code.as_str()), ("InvalidQueryLocatorFault", "INVALID_QUERY_LOCATOR"));
        answer.first("extendedErrorCode")
    };
    let id = locator.split('-').next().unwrap();
    assert_eq!(refused(&session, "nonsense").await, "INVALID_QUERY_LOCATOR_FORMAT");
    assert_eq!(refused(&session, "0r8000000000000AAA-200").await, "QUERY_LOCATOR_NOT_FOUND");
    assert_eq!(refused(&session, &format!("{id}-999999")).await, "LOCATOR_LOCATION_EXCEEDS_SIZE");
    let other = salesforce.session("tidy").await;
    assert_eq!(refused(&other, &locator).await, "UNAUTHORIZED_USER_FOR_CURSOR");
    assert_eq!(more(&salesforce, &session, &locator).await.status, 200);
    assert_eq!(refused(&session, &locator).await, "QUERY_LOCATOR_NOT_FOUND", "each is good once");

    let next = first_page(&salesforce, &session, "200").await.first("queryLocator");
    salesforce.control("PUT", "state", json!({ "org": "large", "session_minutes": 10_000 })).await;
    salesforce.advance(Duration::from_secs(2 * 86_400)).await;
    assert_eq!(refused(&session, &next).await, "QUERY_LOCATOR_EXPIRED");
}

#[tokio::test]
async fn a_locator_is_good_for_soap_and_rest_alike() {
    let salesforce = Salesforce::with(Some(40)).await;
    let session = salesforce.session("large").await;
    let locator = first_page(&salesforce, &session, "200").await.first("queryLocator");
    let page = salesforce.get(&session, &format!("/services/data/v64.0/query/{locator}")).await;
    assert_eq!(
        (page.json()["records"].as_array().unwrap().len(), &page.json()["done"]),
        (200, &json!(false))
    );
}

#[tokio::test]
async fn entity_definitions_come_in_one_page_or_not_at_all() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    for number in 0..200 {
        let merge = json!({ "QualifiedApiName": format!("Made_{number}__c"), "IsCustomizable": true });
        let order = json!({ "org": "tidy", "object": "EntityDefinition", "merge": merge, "audit": false });
        salesforce.control("POST", "records", order).await;
    }
    let options = "<QueryOptions><batchSize>200</batchSize></QueryOptions>";
    let body = |limit: &str| {
        format!("<query><queryString>SELECT DurableId FROM EntityDefinition{limit}</queryString></query>")
    };
    let refused = salesforce.soap(TOOLING, &session, options, &body("")).await;
    assert_eq!(refused.fault_code(), "EXCEEDED_ID_LIMIT");
    assert_eq!(salesforce.soap(TOOLING, &session, options, &body(" LIMIT 200")).await.rows().len(), 200);
}

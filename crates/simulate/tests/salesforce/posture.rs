//! The two orgs as their makers meant them.

use crate::support::{ENTERPRISE, PARTNER, Salesforce, TOOLING};
use std::collections::BTreeSet;

const RISKS: &str =
    "SELECT DurableId, OrgValueRaw, RiskType, SettingRiskCategory FROM SecurityHealthCheckRisks";

#[tokio::test]
async fn tidy_meets_the_standard_and_careless_does_not() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    for row in salesforce.rows(TOOLING, &session, RISKS).await {
        assert_eq!(row[2], "MEETS_STANDARD", "{row:?}");
        assert!(row[0].split_once('.').is_some(), "{row:?}");
    }
    let session = salesforce.session("careless").await;
    let rows = salesforce.rows(TOOLING, &session, RISKS).await;
    let risky = rows.iter().filter(|row| row[2] != "MEETS_STANDARD").count();
    assert!(rows.len() == 45 && risky > 30, "{risky} of {}", rows.len());
    let kinds: BTreeSet<&str> = rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["HIGH_RISK", "MEDIUM_RISK", "MEETS_STANDARD"]));
    let kinds: BTreeSet<&str> = rows.iter().map(|row| row[3].as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["HIGH_RISK", "INFORMATIONAL", "LOW_RISK", "MEDIUM_RISK"]));
}

#[tokio::test]
async fn careless_has_a_baseline_of_its_own() {
    let salesforce = Salesforce::start().await;
    let soql = "SELECT Baseline, DeveloperName, IsDefault FROM SecurityCustomBaseline";
    let tidy = salesforce.session("tidy").await;
    assert!(salesforce.rows(ENTERPRISE, &tidy, soql).await.is_empty());
    let careless = salesforce.session("careless").await;
    let rows = salesforce.rows(ENTERPRISE, &careless, soql).await;
    assert_eq!(rows[0][1..], ["StandardPlus", "true"].map(str::to_owned));
    let baseline = roxmltree::Document::parse(&rows[0][0]).unwrap();
    assert_eq!(baseline.root_element().attribute("developerName"), Some("StandardPlus"));
    let health =
        salesforce.rows(TOOLING, &careless, "SELECT CustomBaselineId FROM SecurityHealthCheck").await;
    assert!(health[0][0].starts_with("0S1"), "{health:?}");
}

#[tokio::test]
async fn history_goes_back_ninety_days_and_the_trail_a_hundred_and_eighty() {
    let salesforce = Salesforce::start().await;
    for org in ["tidy", "careless"] {
        let session = salesforce.session(org).await;
        let oldest = "SELECT MIN(LoginTime) FROM LoginHistory";
        let oldest = salesforce.rows(PARTNER, &session, oldest).await.remove(0).remove(0);
        assert!(("2026-08-23".."2026-08-27").contains(&&oldest[..10]), "{oldest}");
        let oldest = "SELECT MIN(CreatedDate) FROM SetupAuditTrail";
        let oldest = salesforce.rows(PARTNER, &session, oldest).await.remove(0).remove(0);
        assert!(("2026-05-25".."2026-06-04").contains(&&oldest[..10]), "{oldest}");
    }
}

#[tokio::test]
async fn nobody_signs_in_by_soap_in_tidy_and_somebody_does_in_careless() {
    let salesforce = Salesforce::start().await;
    for (org, others) in [("tidy", 0), ("careless", 1)] {
        let token = salesforce.client_token(org).await;
        let own = salesforce.running.org(org).user_id.clone();
        let soql = format!(
            "SELECT ApiType, Status, COUNT(Id) logins, MAX(LoginTime) latest FROM LoginHistory WHERE LoginTime >= \
             2026-08-23T08:00:00Z AND UserId != '{own}' GROUP BY ApiType, Status"
        );
        let rows = salesforce.rows(PARTNER, &token, &soql).await;
        assert_eq!(rows.iter().filter(|row| row[0].starts_with("SOAP")).count(), others, "{org} {rows:?}");
    }
}

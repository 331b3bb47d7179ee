//! zeep in its strict mode, which refuses what a WSDL does not have: the partner WSDL as jsforce brings it, the
//! metadata WSDL as simple-salesforce does.

use crate::environment::{JSFORCE, SIMPLE_SALESFORCE, report};
use serde_json::json;
use simulate::salesforce::{Config, start};

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_reader_of_the_wsdls_finds_everything_in_order() {
    let running = start(Config::default()).await.unwrap();
    let access = running.org("tidy");
    let partner = JSFORCE.folder().join("node_modules/jsforce/src/api/soap/wsdl.xml");
    let metadata = SIMPLE_SALESFORCE.package().join("metadata.wsdl");
    let password = format!("{}{}", access.password, access.security_token);
    let arguments = [
        partner.to_str().unwrap(),
        metadata.to_str().unwrap(),
        running.base_url.as_str(),
        access.username.as_str(),
        password.as_str(),
    ];
    let read = report(&SIMPLE_SALESFORCE.run("zeep_strict.py", &arguments, &[]).await);
    let fault = "{urn:fault.partner.soap.sforce.com}";
    assert_eq!(
        read["fault"],
        json!(["sf:INVALID_LOGIN", format!("{fault}LoginFault"), ["exceptionCode", "exceptionMessage"]])
    );
    assert_eq!(read["login"], json!([false, 7_200, access.username]));
    // The id stands twice in a partner record; the second is the first of its fields.
    assert_eq!(read["users"], json!([22, true, "User", ["Id", "Username", "sObject", "LastLoginDate"]]));
    assert_eq!(read["history"][0], read["history"][1]);
    assert!(read["history"][0].as_u64().unwrap() > 400, "three pages of 200");
    assert_eq!(read["groups"], json!(["AggregateResult", ["ApiType", "str", "int", "datetime"]]));
    let places = json!(["exceptionCode", "exceptionMessage", "row", "column"]);
    assert_eq!(read["query fault"], json!([format!("{fault}InvalidFieldFault"), places]));
    assert_eq!(read["locator fault"][2], "INVALID_QUERY_LOCATOR_FORMAT");
    let certificates = json!([["Certificate", "Mutual_TLS"], ["Certificate", "SSO_signing"]]);
    assert_eq!(read["metadata"]["Certificate"], certificates);
    assert_eq!(read["metadata"].as_object().unwrap().len(), 11);
    assert_eq!((&read["usage"], &read["types"]), (&json!(15_000), &json!(5)));
}

//! The metadata API: what it reads and lists.

use crate::support::{METADATA, Salesforce};

#[tokio::test]
async fn settings_are_read_with_their_elements_in_order() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let body = "<readMetadata><type>SecuritySettings</type><fullNames>Security</fullNames><fullNames>Nothing</fullNames></readMetadata>";
    let read = salesforce.soap(METADATA, &session, "", body).await;
    assert!(
        read.text.contains("<records xsi:type=\"SecuritySettings\"><fullName>Security</fullName>"),
        "{}",
        read.text
    );
    assert!(
        read.text.contains("<records xsi:nil=\"true\"/></result>"),
        "what is not there is nil: {}",
        read.text
    );
    for parent in ["records", "sessionSettings", "passwordPolicies"] {
        let mut names = read.children(parent);
        names.retain(|name| name != "fullName");
        assert!(names.is_sorted() && names.len() > 5, "{parent} {names:?}");
    }
    assert_eq!(read.children("networkAccess"), ["ipRanges", "ipRanges"]);
    assert_eq!(read.children("ipRanges"), ["description", "end", "start"]);
}

#[tokio::test]
async fn types_are_listed_and_read_ten_at_a_time() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let list = "<listMetadata><queries><type>Certificate</type></queries><queries><type>ConnectedApp</type></queries><asOfVersion>64.0</asOfVersion></listMetadata>";
    let listed = salesforce.soap(METADATA, &session, "", list).await;
    assert_eq!(
        listed.children("result"),
        [
            "createdById",
            "createdByName",
            "createdDate",
            "fileName",
            "fullName",
            "id",
            "lastModifiedById",
            "lastModifiedByName",
            "lastModifiedDate",
            "type",
        ]
    );
    assert_eq!(listed.text.matches("<fullName>").count(), 4);
    assert_eq!(listed.first("fileName"), "certs/Mutual_TLS.crt");
    let names = "<fullNames>Mutual_TLS</fullNames>".repeat(11);
    let many = salesforce
        .soap(
            METADATA,
            &session,
            "",
            &format!("<readMetadata><type>Certificate</type>{names}</readMetadata>"),
        )
        .await;
    assert_eq!((many.status.as_u16(), many.first("faultcode")), (500, "sf:LIMIT_EXCEEDED".into()));
    let unknown = "<readMetadata><type>Nonsense</type><fullNames>X</fullNames></readMetadata>";
    assert_eq!(salesforce.soap(METADATA, &session, "", unknown).await.first("faultcode"), "sf:INVALID_TYPE");
    let empty = "<readMetadata><type>Profile</type><fullNames>Admin</fullNames></readMetadata>";
    assert!(
        salesforce.soap(METADATA, &session, "", empty).await.text.contains("<records xsi:nil=\"true\"/>")
    );
    let ended = salesforce.soap(METADATA, "nonsense", "", list).await;
    assert_eq!(ended.first("faultcode"), "sf:INVALID_SESSION_ID");
}

//! SOQL: what it finds, and how it refuses.

use crate::support::{ENTERPRISE, PARTNER, Salesforce, TOOLING};

#[tokio::test]
async fn conditions_find_what_they_say() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let first_names = |filter: &str| format!("SELECT FirstName FROM User WHERE {filter} ORDER BY FirstName");
    for (filter, expected) in [
        ("IsActive = false", vec!["Gone", "Jan"]),
        ("NOT IsActive = true", vec!["Gone", "Jan"]),
        ("FirstName = 'ADA'", vec!["Ada"]),
        ("FirstName LIKE 'a%'", vec!["Ada", "Automated"]),
        ("LastName = 'O\\'Neill'", vec!["Sam"]),
        ("FirstName IN ('Ada', 'Ruth')", vec!["Ada", "Ruth"]),
        ("UserType != 'Standard'", vec!["Automated", "Help Centre Site Guest"]),
        ("LastLoginDate = null AND UserType = 'Standard'", vec!["Sam"]),
        ("LastLoginDate >= 2026-11-21T03:00:00Z", vec!["Ada", "Ruth", "Vouchsafe"]),
        ("LastLoginDate >= 2026-11-21T04:00:00.000+0100", vec!["Ada", "Ruth", "Vouchsafe"]),
        ("LastLoginDate = YESTERDAY", vec!["Maeve", "Tom", "Vouchsafe"]),
        ("LastLoginDate < 2026-08-01T00:00:00Z", vec!["Gone", "Petra"]),
        ("Profile.Name = 'System Administrator' AND IsActive = true", vec!["Ada", "Oisín"]),
        ("(FirstName = 'Ada' OR FirstName = 'Tom') AND (NOT FirstName = 'Tom')", vec!["Ada"]),
        ("Id IN (SELECT UserId FROM UserLogin WHERE IsFrozen = true)", vec!["Petra"]),
        ("Id NOT IN (SELECT AssigneeId FROM PermissionSetAssignment)", vec![]),
        ("FirstName = 'Nobody'", vec![]),
    ] {
        let rows = salesforce.rows(PARTNER, &session, &first_names(filter)).await;
        let found: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(found, expected, "{filter}");
    }
}

#[tokio::test]
async fn order_limit_and_offset_choose_rows() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let soql = "SELECT QualifiedApiName FROM EntityDefinition WHERE IsCustomizable = true ORDER BY QualifiedApiName DESC \
                LIMIT 2 OFFSET 1";
    assert_eq!(salesforce.rows(TOOLING, &session, soql).await, [["Product2"], ["Opportunity"]]);
    let last = "SELECT FirstName FROM User WHERE IsActive = true ORDER BY LastLoginDate ASC NULLS LAST, FirstName LIMIT 1";
    assert_eq!(salesforce.rows(PARTNER, &session, last).await, [["Petra"]]);
}

#[tokio::test]
async fn groups_are_counted_and_named() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("careless").await;
    let soql = "SELECT UserType, COUNT(Id) many, MAX(CreatedDate) latest, MIN(Username) FROM User GROUP BY UserType \
                ORDER BY COUNT(Id) DESC, UserType";
    let answer = salesforce.query(PARTNER, &session, soql).await;
    let rows = answer.rows();
    assert_eq!(rows[0][..3], ["Standard", "13", "2026-10-22T08:00:00.000Z"].map(str::to_owned));
    assert_eq!(rows.len(), 3);
    assert!(answer.text.contains("<sf:type>AggregateResult</sf:type>"), "{}", answer.text);
    assert!(answer.text.contains("<sf:many xsi:type=\"xsd:int\">13</sf:many>"), "{}", answer.text);
    assert!(answer.text.contains("<sf:latest xsi:type=\"xsd:dateTime\">2026"), "{}", answer.text);
    assert!(answer.text.contains("<sf:expr0 xsi:type=\"xsd:string\">archiver@"), "{}", answer.text);
    let counted = salesforce.query(PARTNER, &session, "SELECT COUNT() FROM User WHERE IsActive = true").await;
    assert_eq!((counted.first("size"), counted.rows().len()), ("15".into(), 0));
    let none = "SELECT COUNT(Id) many, MAX(LastLoginDate) FROM User WHERE FirstName = 'Nobody'";
    assert_eq!(salesforce.rows(PARTNER, &session, none).await, [["0", ""]]);
    let distinct = "SELECT COUNT_DISTINCT(ProfileId) FROM User";
    assert_eq!(salesforce.rows(PARTNER, &session, distinct).await, [["6"]]);
}

#[tokio::test]
async fn each_endpoint_writes_records_its_own_way() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let soql = "SELECT Username, Id, LastLoginDate, Profile.Name FROM User WHERE FirstName = 'Sam'";
    let partner = salesforce.query(PARTNER, &session, soql).await;
    let names = ["type", "Id", "Username", "Id", "LastLoginDate", "Profile"];
    assert_eq!(partner.children("records"), names, "{}", partner.text);
    let parts = [
        "xmlns:sf=\"urn:sobject.partner.soap.sforce.com\"",
        "<result xsi:type=\"QueryResult\"><done>true</done><queryLocator xsi:nil=\"true\"/><records \
         xsi:type=\"sf:sObject\"><sf:type>User</sf:type>",
        "<sf:LastLoginDate xsi:nil=\"true\"/>",
        "<sf:Profile xsi:type=\"sf:sObject\"><sf:type>Profile</sf:type><sf:Id xsi:nil=\"true\"/><sf:Name>Standard \
         User</sf:Name></sf:Profile></records><size>1</size>",
        "<LimitInfoHeader><limitInfo><current>1</current><limit>15000</limit><type>API REQUESTS</type></limitInfo>",
    ];
    for part in parts {
        assert!(partner.text.contains(part), "{part}\n{}", partner.text);
    }
    let enterprise = salesforce.query(ENTERPRISE, &session, soql).await;
    assert_eq!(enterprise.children("records"), ["Id", "LastLoginDate", "Profile", "Username"]);
    assert!(enterprise.text.contains("<records xsi:type=\"sf:User\"><sf:Id>005"), "{}", enterprise.text);
    assert!(enterprise.text.contains("<sf:Profile xsi:type=\"sf:Profile\">"), "{}", enterprise.text);
    let tooling = salesforce.query(TOOLING, &session, soql).await;
    assert_eq!(
        tooling.children("result"),
        ["done", "entityTypeName", "queryLocator", "records", "size", "totalSize"]
    );
    assert!(!tooling.text.contains("LimitInfoHeader"), "{}", tooling.text);
}

#[tokio::test]
async fn what_is_wrong_with_a_query_is_said_with_its_place() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    for (soql, element, code, place, words) in [
        (
            "SELECT Nonsense FROM User",
            "InvalidFieldFault",
            "INVALID_FIELD",
            (1, 8),
            "No such column 'Nonsense' on entity 'User'.",
        ),
        (
            "SELECT Id\nFROM User\nWHERE X = 1",
            "InvalidFieldFault",
            "INVALID_FIELD",
            (3, 7),
            "No such column 'X'",
        ),
        (
            "SELECT Boss.Name FROM User",
            "InvalidFieldFault",
            "INVALID_FIELD",
            (1, 8),
            "Didn't understand relationship 'Boss'",
        ),
        (
            "SELECT Id FROM Nonsense",
            "InvalidSObjectFault",
            "INVALID_TYPE",
            (1, 16),
            "sObject type 'Nonsense' is not supported.",
        ),
        (
            "SELECT Id FROM Certificate",
            "InvalidSObjectFault",
            "INVALID_TYPE",
            (1, 16),
            "sObject type 'Certificate'",
        ),
        ("SELECT Id FRM User", "MalformedQueryFault", "MALFORMED_QUERY", (1, 15), "unexpected token: 'User'"),
        ("SELECT FROM User", "MalformedQueryFault", "MALFORMED_QUERY", (1, 8), "unexpected token: 'FROM'"),
        (
            "SELECT Id FROM User WHERE",
            "MalformedQueryFault",
            "MALFORMED_QUERY",
            (1, 26),
            "unexpected token: '<EOF>'",
        ),
        (
            "SELECT Id FROM User WHERE IsActive = 'true'",
            "InvalidFieldFault",
            "INVALID_FIELD",
            (1, 27),
            "must be of type boolean",
        ),
        (
            "SELECT Id FROM User WHERE LastLoginDate > '2026'",
            "InvalidFieldFault",
            "INVALID_FIELD",
            (1, 27),
            "must be of type dateTime",
        ),
        (
            "SELECT Id FROM LoginHistory WHERE Status = 'Success'",
            "InvalidFieldFault",
            "INVALID_FIELD",
            (1, 35),
            "field 'Status' can not be filtered in a query call",
        ),
        (
            "SELECT Name, COUNT(Id) FROM User",
            "MalformedQueryFault",
            "MALFORMED_QUERY",
            (1, 8),
            "Field must be grouped or aggregated: Name",
        ),
        (
            "SELECT Id a FROM User",
            "MalformedQueryFault",
            "MALFORMED_QUERY",
            (1, 8),
            "only aggregate expressions use field aliasing",
        ),
        (
            "SELECT Id, ID FROM User",
            "InvalidFieldFault",
            "INVALID_FIELD",
            (1, 12),
            "duplicate field selected: ID",
        ),
        (
            "SELECT Id FROM User WHERE IsActive = true AND Name = 'a' OR Name = 'b'",
            "MalformedQueryFault",
            "MALFORMED_QUERY",
            (1, 58),
            "unexpected token: 'OR'",
        ),
        (
            "SELECT Id FROM User WHERE Name = 'open",
            "MalformedQueryFault",
            "MALFORMED_QUERY",
            (1, 34),
            "unexpected token: '''",
        ),
    ] {
        let answer = salesforce.query(PARTNER, &session, soql).await;
        let (told, told_code, message) = answer.fault();
        assert_eq!((told.as_str(), told_code.as_str()), (element, code), "{soql}");
        let at = (answer.first("row").parse().unwrap(), answer.first("column").parse().unwrap());
        assert_eq!(at, place, "{soql}");
        let (head, tail) = message.split_once("ERROR at ").unwrap();
        assert_eq!(head.lines().nth(1).unwrap(), soql.lines().nth(place.0 - 1).unwrap());
        assert_eq!(
            head.lines().nth(2).unwrap().len(),
            place.1,
            "the mark stands below what is wrong: {message}"
        );
        assert!(tail.starts_with(&format!("Row:{}:Column:{}\n", place.0, place.1)), "{message}");
        assert!(tail.contains(words), "{message}");
    }
}

//! Raw values as the page of Health Check shows them.

/// `true` is Enabled, `ThreeAttempts` is 3, `TwoHours` is 2 hours; others are spelt out.
pub fn shown(raw: &str) -> String {
    let known = match raw {
        "true" => "Enabled",
        "false" => "Disabled",
        "ThreeAttempts" => "3",
        "FiveAttempts" => "5",
        "TenAttempts" => "10",
        "NoLimit" => "No Limit",
        "ThirtyDays" => "30 days",
        "SixtyDays" => "60 days",
        "NinetyDays" => "90 days",
        "SixMonths" => "180 days",
        "OneYear" => "One year",
        "Never" => "Never expires",
        "FifteenMinutes" => "15 minutes",
        "ThirtyMinutes" => "30 minutes",
        "SixtyMinutes" => "60 minutes",
        "Forever" => "Forever (must be reset by admin)",
        "TwoHours" => "2 hours",
        "FourHours" => "4 hours",
        "EightHours" => "8 hours",
        "TwelveHours" => "12 hours",
        "TwentyFourHours" => "24 hours",
        "NoRestriction" => "No restriction",
        "AlphaNumeric" => "Must include alpha and numeric characters",
        "SpecialCharacters" => "Must include alpha, numeric, and special characters",
        "DoesNotContainPassword" => "Cannot contain password",
        _ => return raw.to_owned(),
    };
    known.to_owned()
}

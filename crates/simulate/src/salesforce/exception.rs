//! What Salesforce refuses with: one exception, told as a SOAP fault, a REST error or an error of the token endpoint.

use super::soql::Place;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    pub code: String,
    pub message: String,
    /// Of a query: where.
    pub place: Option<Place>,
    /// For INVALID_QUERY_LOCATOR.
    pub extended: Option<String>,
    /// It was the sign-in that was refused.
    pub at_login: bool,
}

impl Exception {
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), place: None, extended: None, at_login: false }
    }

    pub fn at_login(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at_login: true, ..Self::new(code, message) }
    }

    #[must_use]
    pub fn with_extended(mut self, code: &str) -> Self {
        self.extended = Some(code.to_owned());
        self
    }

    #[must_use]
    pub fn with_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// A session that is over, or never was.
    pub fn invalid_session() -> Self {
        let message = "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing \
                       session hash: 5JkO0xKxNfXQ1l+5ZtD0mVq1cLr1tWqUO2FAo9bH0Yc=\nThis error usually occurs \
                       after a session expires or a user logs out. ";
        Self::new("INVALID_SESSION_ID", message)
    }

    pub fn request_limit() -> Self {
        Self::new("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    }

    pub fn invalid_type(name: &str) -> Self {
        let message = format!(
            "sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to \
             append the '__c' after the entity name. Please reference your WSDL or the describe call for the \
             appropriate names."
        );
        Self::new("INVALID_TYPE", message)
    }

    pub fn locator(extended: &str) -> Self {
        Self::new("INVALID_QUERY_LOCATOR", "invalid query locator").with_extended(extended)
    }

    /// The name of the fault's element in SOAP.
    pub fn element(&self) -> &'static str {
        match self.code.as_str() {
            "INVALID_QUERY_LOCATOR" => "InvalidQueryLocatorFault",
            "INVALID_FIELD" => "InvalidFieldFault",
            "INVALID_TYPE" => "InvalidSObjectFault",
            "MALFORMED_QUERY" => "MalformedQueryFault",
            "MALFORMED_ID" | "INVALID_ID_FIELD" => "InvalidIdFault",
            "UNSUPPORTED_API_VERSION" => "UnexpectedErrorFault",
            _ if self.at_login => "LoginFault",
            _ => "UnexpectedErrorFault",
        }
    }

    /// Whether its fault says row and column.
    pub fn has_place(&self) -> bool {
        matches!(self.code.as_str(), "INVALID_FIELD" | "INVALID_TYPE" | "MALFORMED_QUERY")
    }

    /// The status with which REST says it.
    pub fn rest_status(&self) -> u16 {
        match self.code.as_str() {
            "INVALID_SESSION_ID" => 401,
            "REQUEST_LIMIT_EXCEEDED"
            | "INSUFFICIENT_ACCESS"
            | "API_DISABLED_FOR_ORG"
            | "API_CURRENTLY_DISABLED"
            | "ORG_LOCKED"
            | "TRIAL_EXPIRED" => 403,
            "NOT_FOUND" => 404,
            "METHOD_NOT_ALLOWED" => 405,
            "SERVER_UNAVAILABLE" | "ORG_IN_MAINTENANCE" => 503,
            "UNKNOWN_EXCEPTION" => 500,
            _ => 400,
        }
    }
}

//! Services as local servers, faithful enough that real third-party clients work against them unmodified.
//!
//! # Zoom
//!
//! [`zoom::start`] serves two made-up accounts: *tidy* (business plan, an app with classic scopes) passes every
//! shipped check; *careless* (pro plan, granular scopes without the one for locks, no single sign-on, no cloud
//! recording, an owner who was last there half a year before the start) shows every other verdict. They are
//! served by the token endpoint `/oauth/token`, and under `/v2` by
//!
//! | call | |
//! |---|---|
//! | `GET`, `PATCH /accounts/{me or id}/settings` | without option, `security`, `meeting_security`, `meeting_authentication`, `recording_authentication`; `custom_query_fields` |
//! | `GET`, `PATCH /accounts/{me or id}/lock_settings` | without option, `meeting_security` |
//! | `GET /accounts/{me or id}/managed_domains`, `/trusted_domains` | |
//! | `GET /users`, `/users/{me, id or e-mail}` | `status`, `role_id`, paged |
//! | `GET /roles`, `/roles/{id}`, `/roles/{id}/members` | |
//! | `GET /users/summary` | |
//! | `GET /groups`, `/groups/{id}`, `/groups/{id}/members` | paged |
//! | `GET`, `PATCH /groups/{id}/settings`, `/groups/{id}/lock_settings` | the views of the account but `security`; the account's values as far as groups have them, the group's own laid over |
//! | `GET /report/operationlogs`, `/report/activities` | `from`, `to`, `category_type`, paged, newest first |
//! | `GET /report/users`, `/report/daily` | of meetings, which nobody holds here |
//! | `GET /marketplace/apps` | `type`, paged |
//!
//! A change by PATCH sends a signed `account.settings_updated`, `account.lock_settings_updated` or the like of
//! groups to the account's webhook, and every change is a line of the operation log. Time is a virtual clock that follows the machine's and can be sent ahead: token life,
//! page tokens, rate limits, retries of webhooks, their re-validation and the timestamps that are signed go by
//! it, so that a receiver that checks timestamps has to be sent ahead as far.
//!
//! Clients whose hosts cannot be changed reach it through its proxy ([`zoom::Config::proxy`], `simulate zoom
//! --proxy`), which answers CONNECT for `zoom.us`, `api.zoom.us` and the API's regions, terminates TLS with a
//! certificate of an authority made at the start, and goes nowhere else: `HTTPS_PROXY` is the proxy's URL, and
//! the client has to trust the authority's file (`REQUESTS_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`).
//!
//! # The control API
//!
//! JSON under `/_simulate/`; an account is named `tidy`, `careless` or by its id. Errors are
//! `{"error": "a sentence"}`.
//!
//! | call | body | does |
//! |---|---|---|
//! | `GET accounts` | | accounts with plan, app state and scopes |
//! | `POST accounts` | `{name, like?, users}` | makes a further account, the same for the same name: settings of `tidy` (or another), so many people, 4 roles, 5 groups; answers how to sign in |
//! | `POST faults` | `{account?, method?, path?, exact?, times?, kind, …}` | orders a fault for the next `times` calls (default 1, `null`: until withdrawn) whose path and query begin with `path` |
//! | `GET faults`, `DELETE faults` | | those that are still to come; withdraws all |
//! | `POST clock` | `{advance_ms}` | sends the clock ahead; answers when what became due has been tried |
//! | `PUT webhook` | `{account, url, secret, duplicate?, out_of_order?}` | challenges the endpoint and saves it; 422 with the reason when it does not answer rightly |
//! | `GET webhook`, `DELETE webhook` | `{account}` | the endpoints; removes one |
//! | `POST webhook/send` | `{account, event?, settings?, old_settings?, object?, old_object?, operator?, variant?}` | sends one event now and answers how it was taken. `object`: for events that are not about settings. `variant`: `genuine`, `bad_signature`, `old_timestamp`, `other_account`, `unsigned`, `malformed` |
//! | `PUT scopes` | `{account, scopes, family?, revoke_tokens?}` | what the app's next tokens may; `family`: `classic`, `granular` |
//! | `PUT app` | `{account, state}` | `active`, `deactivated`, `deleted` |
//! | `POST secret` | `{account}` | rotates the client secret, answers the new one |
//! | `PUT plan` | `{account, plan}` | `free`, `pro`, `business` |
//! | `PUT limits` | `{account, on, html?, without_headers?, used_today?}` | rate limits, off at first |
//! | `PUT switches` | `{strict_body?, newest_token_wins?, api_url?}` | the token endpoint's habits |
//! | `POST documents` | `{account, group?, view, merge?, remove?, operator?, notice?}` | changes a document, or what a group (id or name) sets itself. `view`: `whole`, `meeting_security`, `meeting_authentication`, `recording_authentication`, `locks`, `meeting_security_locks` |
//! | `POST users` | `{account, user, merge, operator?, notice?}` | changes keys of a user (an id, an address or `me`) |
//! | `PUT users`, `DELETE users` | `{account, user, operator?, notice?}` | adds a user (what is not given is made up), removes one |
//! | `PUT apps` | `{account, list, apps}` | replaces a list of Marketplace apps |
//! | `POST operation_log` | `{account, minutes_ago, operator, category_type, action, operation_detail}` | adds a line to the operation log |
//! | `GET requests`, `DELETE requests` | | the log: method, path, query, status, account, fault; no secrets |
//! | `GET deliveries` | | webhook attempts, and those that wait |
//!
//! Changes by the control API are lines of the operation log too, by `operator` (an address; without it the app's
//! user), but tell no webhook unless `notice` is true.
//!
//! Kinds of faults: `status {status, body?}`, `slow {ms}`, `slow_body {ms}`, `truncated {cut?}`,
//! `html {status?}`, `error_in_ok {code, message}`, `close`, `override {merge?, remove?}` (the genuine reply
//! changed: a section removed, a key null, a number as text, an unlisted value, a new key),
//! `throttled {daily?, retry_after?, headers?, html?}`, `unauthorized`, `date {off_ms}` (the genuine reply dated by a
//! clock that is wrong), `meanwhile {remove_users?, add_users?, scopes?, revoke_tokens?, app?, expire_pages?,
//! switches?}` (the genuine reply; right after it the account changes: in the middle of a scan).
//!
//! # Where Zoom says nothing
//!
//! The texts for a wrong account id and a deactivated app, what happens to an endpoint that fails its
//! re-validation (here: disabled after three in a row), that changes of the two authentication views are told
//! by an event with empty settings, and that roles can be read on a free plan are this simulator's choices.
//! So is that a PATCH with a key that the account does not have is refused, that changes of groups are logged in
//! a category `Group`, and how the operation log words a setting of which no sample is known.

mod clock;
pub mod conformance;
mod connection;
mod http;
mod tls;
pub mod zoom;

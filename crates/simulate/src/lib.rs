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
//! # The control API of Zoom
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
//!
//! # Salesforce
//!
//! [`salesforce::start`] serves two made-up orgs: *tidy* (production, everything as the baseline standard of Health
//! Check wants it) passes every shipped check; *careless* (a sandbox with a baseline of its own, whose user may see
//! Health Check but neither read metadata nor others' methods of verification nor all files) shows every other
//! verdict. One address stands for all hosts of Salesforce; replies name the scheme and host by which the client came.
//! With [`salesforce::Config::tls`] (`simulate salesforce --tls-ca FILE`) it listens with TLS too, with a certificate
//! of an authority made at the start. Served are
//!
//! | call | |
//! |---|---|
//! | `POST /services/Soap/{c,u}/NN.0` | enterprise and partner: `login` (31.0 to 64.0), `query`, `queryAll`, `queryMore`, `getDeleted`, `getUpdated`, `getUserInfo`, `getServerTimestamp`, `describeGlobal`, `logout` |
//! | `POST /services/Soap/T/NN.0` | tooling: the same without `describeGlobal` |
//! | `POST /services/Soap/m/NN.0` | metadata: `readMetadata`, `listMetadata`, `describeMetadata` |
//! | `POST /services/oauth2/token` | client credentials (body or Basic) and JWT bearer |
//! | `/services/oauth2/userinfo`, `/id/{org}/{user}`, `/services/oauth2/revoke` | |
//! | `GET /services/data` and below `/services/data/vNN.0` | `query`, `queryAll`, `query/{locator}`, `tooling/query`, `limits`, `sobjects`, `sobjects/{name}/describe`, `sobjects/{name}/{id}`, `sobjects/{name}/deleted` and `/updated`, `sobjects/ContentVersion/{id}/VersionData`, `chatter/feed-elements/batch/{ids}` and `chatter/comments/batch/{ids}` |
//!
//! SOQL: fields over relationships, aggregates with aliases, WHERE with AND, OR, NOT, parentheses, `=`, `!=`, `<`,
//! `<=`, `>`, `>=`, LIKE, IN and semi-joins, GROUP BY, ORDER BY, LIMIT, OFFSET, literals of all types, TODAY,
//! YESTERDAY and LAST_N_DAYS. A wrong name, type or text is refused with its row and column. Health Check is reckoned
//! from the metadata and the records whenever it is asked for; the permission sets of profiles and groups follow what
//! they stand for; the login history grows with every sign-in.
//!
//! Each org has a second user, the *archiver* (`orgs[].archiver` of the ready line), with an app and a permission set
//! of its own, assigned when it first signs in (so that *tidy* has no further holder of *View All Data* until then),
//! who may read what people write: a month of Chatter in the shipped orgs (groups, posts of all types,
//! comments, files, edits, deletions, private messages, a renamed person, one without address, an address that
//! somebody else has since), told by `data/salesforce/*/chatter.json`. [`salesforce::Config::feed_items`] (`simulate
//! salesforce --feed-items NUMBER --feed-file-bytes BYTES`) gives the org *large* a feed of so many posts and comments,
//! four to one, each of three people, a file on a tenth. It is not held: its rows and files are made as they are asked
//! for. A file's bytes follow from a seed, as they are sent, whatever its size; its MD5 is right.
//!
//! # The control API of Salesforce
//!
//! JSON under `/_simulate/`; an org is named `tidy`, `careless`, as it was made, or by its id. Errors are
//! `{"error": "a sentence"}`. Whoever changes something may say `operator` (a username of the org; without it its
//! first administrator): the audit trail names it, and one who is no user of the org was one who has left since.
//!
//! | call | body | does |
//! |---|---|---|
//! | `GET orgs` | | orgs with how to sign in, state, the user's rights, API calls |
//! | `POST orgs` | `{name, users, feed_items?, feed_file_bytes?}` | makes an org with so many users, 500 permission sets, 5 assignments and 25 logins (of the last 28 hours) a user; the same for the same name; answers how to sign in |
//! | `POST faults` | `{org?, operation?, object?, path?, after?, times?, kind, …}` | orders a fault for the next `times` calls (default 1, `null`: until withdrawn), after so many that go well, whose operation (`login`, `query`, `queryMore`, `readMetadata`, `listMetadata`, `token`, …), object (of the query, or the metadata type) and beginning of the path fit |
//! | `GET faults`, `DELETE faults` | | those that are still to come; withdraws all |
//! | `GET clock`, `POST clock` | `{advance_ms}` | sends the clock ahead: sessions, locators, quota and assertions go by it |
//! | `PUT rights` | `{org, user?, permissions}` | what the user (`reader`, where nothing is said, or `archiver`; so too in the three below) may: names of permissions with or without `Permissions`; *Use Any API Auth* is enforced from then on (in *tidy* it is not at first: nobody there has it) |
//! | `GET state`, `PUT state` | `{org, user?, …}` | `locked`, `maintenance`, `trial_expired`, `api_disabled`, `soap_login_disabled`, `any_api_auth_enforced`, `trusted_network`, `password_expired`, `restricted_domain`, `restricted_time`, `moved` (ORG_NOT_OWNED_BY_INSTANCE until the next sign-in), `lockout` (wrong passwords lock the user as the policy says), `consumer_not_approved`, `client_credentials_disabled`, `jwt_tokens` (which SOAP refuses), `session_minutes`, `hidden` (`["Object", "Object.Field"]` that the org does not have); and of the user `user_active`, `user_frozen`, `user_locked` |
//! | `PUT password` | `{org, user?, username?, password?, token_only?}` | changes the password, which makes a new security token and ends the user's sessions; answers how to sign in |
//! | `PUT certificate` | `{org, user?, pem}` | uploads the certificate of the JWT bearer flow; null takes it away |
//! | `POST sessions/expire` | `{org}` | ends all sessions |
//! | `PUT limits` | `{org, used?, limit?}` | the API calls of the last 24 hours; a spent quota refuses with REQUEST_LIMIT_EXCEEDED |
//! | `POST metadata` | `{org, type, name?, merge?, remove?, operator?}` | changes a metadata document (a null removes a key), and so the Health Check rows of the same settings; times may be `=+30d` |
//! | `POST health` | `{org, durable_id, value, operator?}` | sets a Health Check value that nothing else holds |
//! | `POST records` | `{org, object, id?, merge, operator?, audit?}` | changes a record, or adds one; answers its id. Times may be `=-5h`, `=-90d` |
//! | `DELETE records` | `{org, object, id?, operator?}` | removes one, or all |
//! | `POST audit_trail` | `{org, action, section, display, minutes_ago?, delegate?, operator?}` | adds a line to the audit trail |
//! | `GET requests`, `DELETE requests` | | the log: method, path, operation, detail (SOQL, locator, metadata names, grant), status, exception code, fault, bytes; no secrets |
//! | `POST orgs/{org}/chatter/{action}` | see below | one action of Chatter, now; answers the ids of what came of it |
//! | `POST orgs/{org}/chatter` | `[{do, …}]` | several, one after another |
//! | `POST orgs/{org}/chatter/day` | `{over_s?}` | a day's life: some forty actions, all now or spread over so many seconds of the virtual clock; another day each time |
//! | `GET orgs/{org}/chatter/expected` | `?from&until&made_from&made_many` | what mailboxes should hold: each revision with the people it belongs to, and the people. Of a generated feed only where asked for, from that number on, 10,000 at most |
//! | `PUT orgs/{org}/chatter/limit` | `{connect_calls}` | calls of Connect REST that each user may make in an hour (200 at first) |
//!
//! Actions of Chatter. People are named by id, username or what is before its `@`, groups and records by id or name,
//! items, files and conversations by id or by what an earlier action called them (`as`).
//!
//! | action | body |
//! |---|---|
//! | `post` | `{by, to?, body?, rich?, type?, title?, link? {url, label?}, poll? […], changes? [{field, old?, new?}], files?, inserted_by?, as?}`. `to`: a person, a group, a record; otherwise the own profile. In texts `@{ruth.okafor}` mentions somebody and `{image:0}` is the first inline file. `files`: `[{name, size?, seed?, sort? (noise, text, image), inline?}]` |
//! | `comment` | `{by, on, reply_to?, body, rich?, files?, as?}` |
//! | `edit` | `{by, item, body?, title?, rich?}`: the revision is one more, what was before is a FeedRevision |
//! | `delete`, `undelete`, `purge`, `like`, `unlike` | `{by, item}`. Comments go, and come back, with their post; what is purged no query shows |
//! | `vote` | `{by, item, choice}`, from 0 |
//! | `attach` | `{by, item, file, as?}`: a further file on an item |
//! | `replace`, `unfile` | `{by, item, file}`: a new version of a file; `{file}`: deletes one |
//! | `group`, `member`, `follow` | `{name, kind? (Public, Private, Unlisted), owner, members?, description?}`, `{group, user, remove?}`, `{user, record, remove?}` |
//! | `message` | `{by, to […] or conversation, body, as?}` |
//! | `user` | `{user, name?, username?, email? (empty: none), active?, kind?, title?}`; a new one needs a name |
//! | `record` | `{object (Account, Opportunity, Case), name, owner}` |
//!
//! Kinds of faults: `exception {code, message?, extended?, status?}` (any exception code, as the call has it: a SOAP
//! fault, a REST error, an error of the token endpoint), `session_ended`, `status {status, body?, retry_after?}`,
//! `slow {ms}`, `slow_body {ms}`, `truncated {cut?}`, `html {status?}`, `close`, `entity_bomb`, `external_entity`,
//! `wrong_namespace`, `corrupted` (the byte in the middle), `trickle {bytes_a_second}`, `oversized {bytes?}` (20 MB), `limit_info {current, limit}`, `replace {find, with}` (in the
//! genuine reply), `date {off_ms}`.
//!
//! # Where Salesforce says nothing
//!
//! Which message comes with INSUFFICIENT_ACCESS, API_CURRENTLY_DISABLED, ORG_LOCKED, ORG_IN_MAINTENANCE and the
//! restrictions of address and hours, the order in which a sign-in is checked, that all fault codes bear the prefix
//! `sf`, and the weights of the Health Check score (high 4, medium 2, low 1; a warning is half) are this simulator's
//! choices. So is what a user without a permission sees. No such object (INVALID_TYPE): Health Check and baselines
//! without *View Health Check*, methods of verification without *Manage MFA in API*, and without *View Setup and
//! Configuration* the audit trail, apps, remote sites, domains, certificates, login IP ranges and permission set
//! groups. Fewer rows: only the own user without *View All Users*, the own login history without *Monitor Login
//! History*, the own profile, permission set and assignments and no object permissions or entities without *View
//! Setup*, the own links without *Query All Files*. The metadata API wants *Modify Metadata* or *Modify All Data*. A
//! user who signs in by SOAP again gets the session that is there; a locator is good once; enterprise and tooling
//! records have their fields in the order of the WSDL, partner records in the order of the query.
//!
//! Of Chatter: revisions are counted from 1 and a FeedRevision bears the number of the text that it holds; getDeleted
//! names what was purged too; likes and votes move SystemModstamp, a comment moves only its post's LastModifiedDate;
//! comments are deleted with their post at the same time; times are whole seconds; the text of a mention is `@` and the
//! name as it was then. Without *View All Data* a user sees public groups, groups it is in, profiles of users it
//! sees and what is its own; with it, all but unlisted groups, which want *Manage Unlisted Groups* as well. Files want
//! *Query All Files*, otherwise one sees one's own and those of public places. Private messages are no objects
//! (INVALID_TYPE) without *Manage Chatter Messages and Direct Messages*.

mod clock;
pub mod conformance;
mod connection;
mod http;
pub mod salesforce;
mod tls;
pub mod zoom;

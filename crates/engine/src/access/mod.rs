//! Who may do what, and who somebody is. Permissions are decided here and nowhere else.
//!
//! A use-case takes an [`Actor`] and asks [`Actor::may`] for the one [`UseCase`] that it is; the answer is
//! the [`Scope`] that every list of the store wants. Neither can be made outside this room: an `Actor` comes
//! out of a session or an API token, a `Scope` out of an `Actor` (or, for the house's own work, out of [`house`]).
//!
//! Passwords, tokens and one-time links are kept as hashes only, and pass through as
//! [`Secret`](model::Secret)s, which cannot be printed.

mod actor;
mod change_password;
mod create_principal;
mod follow;
mod name;
mod password;
mod permissions;
mod principals;
mod recover;
mod remove_principal;
mod role_groups;
mod second_factor;
mod session;
mod set_role_group;
mod setup;
mod sign_in;
mod sign_out;
mod throttle;
mod token;
mod tokens;
mod view;

pub use actor::Actor;
pub use name::NAME_CHARS_MAX;
pub use password::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
pub use permissions::{PERMISSIONS, UseCase, allowed, permissions_of};
pub use recover::{RECOVERY_LINK_LIFETIME, RecoveryLink};
pub use role_groups::{NewRoleGroup, RoleGroupEdit, RoleGroupView};
pub use second_factor::{Enrolment, RECOVERY_CODES, RecoveryCodes, SecondFactorView};
pub use session::SESSION_IDLE_MAX;
pub use setup::SETUP_LINK_LIFETIME;
pub use sign_in::SignedIn;
pub use store::SessionKind;
pub use tokens::{MadeToken, NewToken, TOKEN_LIFETIME_MAX, TokenView, never_by_token};
pub use view::{Me, PrincipalKind, PrincipalView, RoleGroupRef, SelfView};

use crate::Engine;
use std::time::Duration;
use store::Scope;
use url::Url;

/// The scope of the house itself: jobs, reconcilers and the ledger work for everybody.
pub(crate) fn house() -> Scope {
    Scope::everything()
}

impl Engine {
    /// The address that people and services reach this server by.
    pub fn public_url(&self) -> &Url {
        &self.config.public_url
    }
    /// How long a sign-in lasts at most.
    pub fn session_lifetime(&self) -> Duration {
        self.config.session_lifetime
    }
}

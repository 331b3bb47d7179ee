//! Connectors, refreshes and verdicts: the first flow of the house.
//!
//! ```text
//! activate ─► refresh ─► (a set committed) ─► evaluate ─► outcomes ─► ledger, open pages
//!     event ──────┘ daily ─┘ on request ─┘
//! ```
//! A refresh reads one page of one set at a time; a set that was read to its end commits in one transaction
//! with the work that it makes necessary; one that was not is left out, and its older reading stays and ages.

pub(crate) mod activate;
mod changes;
mod connectors;
mod delete;
mod drafts;
mod drift;
mod edit;
mod erase;
mod evaluate;
mod event_secret;
mod events;
pub(crate) mod form;
mod history;
mod instances;
mod key_pair;
mod names;
mod people;
mod personal;
mod poll;
pub(crate) mod quota;
pub(crate) mod read_set;
mod receive;
mod recording;
mod refresh;
mod run;
mod runs;
pub(crate) mod validate;
mod view;

pub use activate::Activation;
pub use changes::{ChangeKind, ChangeView, IntervalParameter};
pub use connect::source::RawDelivery;
pub use drafts::{DRAFT_KEPT, DraftInput, DraftView};
pub use drift::{DriftPage, DriftView};
pub use edit::Edit;
pub(crate) use erase::Erase;
pub(crate) use evaluate::Evaluate;
pub use events::EventView;
pub use history::{CauseView, IntervalView};
pub(crate) use instances::Connection;
pub use key_pair::{CertificateView, KeyPairInput, KeyPairView};
pub use names::NameAnswer;
pub use people::{HeldView, HolderView, PeopleView, UnreadPeople};
pub(crate) use poll::Poll;
pub use poll::{NoticingView, PollPeriod};
pub use quota::{QuotaView, QuotaWindow};
pub(crate) use read_set::SetFailure;
pub use receive::Received;
pub use recording::{Contact, FirstContact};
pub(crate) use refresh::Refresh;
pub use validate::{MissingView, ProblemView, ValidationResult, ValidationView};
pub use view::{
    AffectedAssessment, ArrivalView, BeforeAndAfter, CheckCounts, ConnectorView, DeletionView, EventsView,
    Health, HealthState, InstanceView, MethodView, RunView, SetResultView, SetView, SignalView,
};

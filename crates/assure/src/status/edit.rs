//! What a person may set on an action. Field names are the API's.

use super::{TestedBy, manual::is_done};
use model::{ImplementationStatus, TestStatus, Time};

/// A field that cannot be set so, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    pub field: &'static str,
    pub message: String,
}

/// What a person sends. A test status that is left out stays as it was, as long as the implementation
/// status allows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusEdit {
    pub implementation_status: ImplementationStatus,
    pub implementation_date: Option<Time>,
    pub test_status: Option<TestStatus>,
    pub test_date: Option<Time>,
}

/// The test status that an edit of an action comes to that is tested so, or every field that is wrong.
pub fn edit_status(
    tested: TestedBy,
    before: TestStatus,
    edit: &StatusEdit,
) -> Result<TestStatus, Vec<FieldError>> {
    let mut errors = Vec::new();
    let done = is_done(edit.implementation_status);
    if edit.implementation_date.is_some() && !done {
        errors.push(FieldError {
            field: "implementation_date",
            message: "only an action that is Implemented or has an Alternative implementation has an \
                      implementation date; leave the date out or change the implementation status"
                .into(),
        });
    }
    match tested {
        TestedBy::Checks => refuse_test(edit, &mut errors),
        TestedBy::People | TestedBy::Both => check_test(tested, edit, done, &mut errors),
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let kept = if done { before } else { TestStatus::None };
    Ok(match tested {
        TestedBy::Checks => TestStatus::None,
        TestedBy::People | TestedBy::Both => edit.test_status.unwrap_or(kept),
    })
}

fn refuse_test(edit: &StatusEdit, errors: &mut Vec<FieldError>) {
    if edit.test_status.is_some() {
        errors.push(FieldError {
            field: "test_status",
            message:
                "checks test this action on every instance, and they alone set its test status; leave it \
                      out"
                .into(),
        });
    }
    if edit.test_date.is_some() {
        errors.push(FieldError {
            field: "test_date",
            message: "this action is tested by checks, which say themselves when; leave the date out".into(),
        });
    }
}

fn check_test(tested: TestedBy, edit: &StatusEdit, done: bool, errors: &mut Vec<FieldError>) {
    // None is what an action has that was not tested: to say so needs nothing.
    let sets_test = edit.test_status.is_some_and(|status| status != TestStatus::None);
    if let Some(status) = edit.test_status.filter(|status| !status.is_manual()) {
        let allowed: Vec<_> = TestStatus::ALL.iter().filter(|s| s.is_manual()).map(|s| s.as_str()).collect();
        errors.push(FieldError {
            field: "test_status",
            message: format!(
                "only checks give {}, and here a person tests this action; choose one of {}",
                status.as_str(),
                allowed.join(", ")
            ),
        });
    } else if tested == TestedBy::Both && edit.test_status == Some(TestStatus::OutOfScope) {
        errors.push(FieldError {
            field: "test_status",
            message:
                "a check tests this action wherever the service shows the setting; to take the action out of \
                      scope everywhere, set the implementation status to Out of scope"
                    .into(),
        });
    } else if sets_test && !done {
        errors.push(FieldError {
            field: "test_status",
            message: "can be set once the implementation status is Implemented or Alternative \
                      implementation; set that first, or leave the test status out"
                .into(),
        });
    }
    if edit.test_date.is_some() && !done {
        errors.push(FieldError {
            field: "test_date",
            message: "can be set once the implementation status is Implemented or Alternative \
                      implementation; set that first, or leave the date out"
                .into(),
        });
    }
}

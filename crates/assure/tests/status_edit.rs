//! What a person may set, and what the refusal says.

mod score_support;

use assure::status::{StatusEdit, TestedBy, edit_status};
use model::{ImplementationStatus as Implementation, TestStatus, Time};
use score_support::time;

fn edit(implementation_status: Implementation, test_status: Option<TestStatus>) -> StatusEdit {
    StatusEdit { implementation_status, implementation_date: None, test_status, test_date: None }
}

fn day() -> Option<Time> {
    Some(time("2026-11-21T00:00:00Z"))
}

/// The fields that are refused.
fn refused(tested: TestedBy, edit: &StatusEdit) -> Vec<&'static str> {
    let result = edit_status(tested, TestStatus::None, edit);
    result.err().unwrap_or_default().iter().map(|error| error.field).collect()
}

#[test]
fn a_test_status_needs_an_implementation() {
    for implementation in Implementation::ALL.iter().copied() {
        let done =
            matches!(implementation, Implementation::Implemented | Implementation::AlternativeImplementation);
        for test in TestStatus::ALL.iter().copied() {
            let found = refused(TestedBy::People, &edit(implementation, Some(test)));
            let allowed = test == TestStatus::None || (done && test.is_manual());
            assert_eq!(found.is_empty(), allowed, "{implementation:?} {test:?}");
            assert!(found.iter().all(|field| *field == "test_status"), "{found:?}");
        }
    }
}

#[test]
fn dates_need_an_implementation() {
    for implementation in Implementation::ALL.iter().copied() {
        let done =
            matches!(implementation, Implementation::Implemented | Implementation::AlternativeImplementation);
        let dated = StatusEdit { implementation_date: day(), test_date: day(), ..edit(implementation, None) };
        let found = refused(TestedBy::People, &dated);
        assert_eq!(found, if done { vec![] } else { vec!["implementation_date", "test_date"] });
    }
}

#[test]
fn the_test_status_of_a_technical_action_is_its_checks() {
    let tested =
        StatusEdit { test_date: day(), ..edit(Implementation::Implemented, Some(TestStatus::Passed)) };
    assert_eq!(refused(TestedBy::Checks, &tested), ["test_status", "test_date"]);
    let plain = StatusEdit { implementation_date: day(), ..edit(Implementation::Implemented, None) };
    assert_eq!(edit_status(TestedBy::Checks, TestStatus::None, &plain), Ok(TestStatus::None));
    assert_eq!(refused(TestedBy::Checks, &edit(Implementation::OutOfScope, None)), [""; 0]);
}

#[test]
fn what_is_left_out_stays_while_it_may() {
    let after = |implementation| {
        edit_status(TestedBy::People, TestStatus::Passed, &edit(implementation, None)).unwrap()
    };
    assert_eq!(after(Implementation::AlternativeImplementation), TestStatus::Passed);
    assert_eq!(after(Implementation::Planned), TestStatus::None);
    assert_eq!(after(Implementation::NotImplemented), TestStatus::None);
    assert_eq!(after(Implementation::OutOfScope), TestStatus::None);
}

#[test]
fn each_refusal_names_the_field_and_how_to_mend_it() {
    let wrong = StatusEdit {
        implementation_date: day(),
        test_date: day(),
        ..edit(Implementation::Planned, Some(TestStatus::Passed))
    };
    let errors = edit_status(TestedBy::People, TestStatus::None, &wrong).unwrap_err();
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "implementation_date: only an action that is Implemented or has an Alternative implementation has an \
             implementation date; leave the date out or change the implementation status",
            "test_status: can be set once the implementation status is Implemented or Alternative \
             implementation; set that first, or leave the test status out",
            "test_date: can be set once the implementation status is Implemented or Alternative \
             implementation; set that first, or leave the date out",
        ]
    );
    let from_checks = edit(Implementation::Implemented, Some(TestStatus::PartiallyTested));
    let errors = edit_status(TestedBy::People, TestStatus::None, &from_checks).unwrap_err();
    assert!(errors[0].message.starts_with("only checks give partially_tested"), "{}", errors[0].message);
    assert!(errors[0].message.contains("passed, failed_low_risk"), "{}", errors[0].message);
}

#[test]
fn where_checks_leave_something_to_people_all_but_out_of_scope_may_be_set() {
    for test in TestStatus::ALL.iter().copied() {
        let found = refused(TestedBy::Both, &edit(Implementation::Implemented, Some(test)));
        assert_eq!(found.is_empty(), test.is_manual() && test != TestStatus::OutOfScope, "{test:?}");
    }
    let passed = edit(Implementation::Implemented, Some(TestStatus::Passed));
    assert_eq!(edit_status(TestedBy::Both, TestStatus::None, &passed), Ok(TestStatus::Passed));
    let out = edit(Implementation::Implemented, Some(TestStatus::OutOfScope));
    let errors = edit_status(TestedBy::Both, TestStatus::None, &out).unwrap_err();
    assert!(errors[0].message.contains("set the implementation status to Out of scope"), "{}", errors[0]);
}

//! `version.at_least(text, least)`: whether a client's version is at least another, by numbers.
//!
//! Versions are texts such as `6.2.7.49583(win)`: one to six whole numbers, and where it is known the platform in
//! brackets. Texts have no order that means anything (`"10" < "9"`), and a text that is no version must not pass. So
//! the function is true exactly where both sides are versions and the first is not the lower one, and false for all
//! else; and since its false says nothing, it stands alone: not under `not`, not compared, not in brackets.
//!
//! `least` may be a list of versions: those with the platform of the text count, or, where none has it, those
//! without a platform. All that count must be reached, at least one must be there, and one that is no version makes
//! it false.

/// The name that expressions call it by.
pub(super) const AT_LEAST: &str = "version.at_least";

/// A version as the machine's regular expressions spell it. Numbers have up to nine digits.
const VERSION: &str = r"^[0-9]{1,9}(\\.[0-9]{1,9}){0,5}( ?\\([A-Za-z0-9 ._-]{1,30}\\))?$";

/// What a version is filled up with.
const ZEROS: &str = r#"["000000000", "000000000", "000000000", "000000000", "000000000", "000000000"]"#;

/// A call in Rego. What is undefined on the way leaves the outer brackets empty, so that it is false.
pub(super) fn written(text: &str, least: &str) -> String {
    let is = |name: &str| format!("regex.match(\"{VERSION}\", {name})");
    // The numbers of a version, each with nine digits, filled up with zeros: so 6.2 is 6.2.0, and 0906 is 906.
    let numbers = |name: &str| {
        format!(
            "array.slice(array.concat([substring(concat(\"\", [\"000000000\", vouchsafe_part]), count(vouchsafe_part), 9) \
             | some vouchsafe_part in split(trim_space(split({name}, \"(\")[0]), \".\")], {ZEROS}), 0, 6)"
        )
    };
    let platform = |name: &str| format!("array.slice(split(lower({name}), \"(\"), 1, 2)");
    // Every pair of brackets begins by going through something: where the machine finds a condition first that is
    // false, it takes all that is around for undefined.
    format!(
        "(count([1 | some vouchsafe_text in [{text}]; {text_is}; \
         vouchsafe_list := array.concat([vouchsafe_l | some vouchsafe_l in [{least}]; is_string(vouchsafe_l)], \
         [vouchsafe_l | some vouchsafe_many in [{least}]; not is_string(vouchsafe_many); some vouchsafe_l in vouchsafe_many]); \
         count([1 | some vouchsafe_l in vouchsafe_list; {l_is}]) == count(vouchsafe_list); \
         vouchsafe_own := [vouchsafe_l | some vouchsafe_l in vouchsafe_list; {of_l} == {of_text}]; \
         vouchsafe_any := [vouchsafe_l | some vouchsafe_l in vouchsafe_list; count(vouchsafe_own) == 0; {of_l} == []]; \
         vouchsafe_all := array.concat(vouchsafe_own, vouchsafe_any); \
         count(vouchsafe_all) > 0; \
         vouchsafe_of_text := {numbers_of_text}; \
         count([1 | some vouchsafe_l in vouchsafe_all; vouchsafe_of_text >= {numbers_of_l}]) == count(vouchsafe_all)]) \
         > 0)",
        text_is = is("vouchsafe_text"),
        l_is = is("vouchsafe_l"),
        of_l = platform("vouchsafe_l"),
        of_text = platform("vouchsafe_text"),
        numbers_of_text = numbers("vouchsafe_text"),
        numbers_of_l = numbers("vouchsafe_l"),
    )
}

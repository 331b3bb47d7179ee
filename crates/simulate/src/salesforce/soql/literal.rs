//! Literals that are no strings: numbers, booleans, times, spans of days.

use super::Literal;
use model::Time;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// What a bare word means as a value; days begin at midnight UTC.
pub fn literal(word: &str, now: Time) -> Option<Literal> {
    let today = Time::from_ms(now.ms() - now.ms().rem_euclid(86_400_000));
    match word.to_ascii_uppercase().as_str() {
        "NULL" => return Some(Literal::Null),
        "TRUE" => return Some(Literal::Bool(true)),
        "FALSE" => return Some(Literal::Bool(false)),
        "TODAY" => return Some(Literal::Span { from: today, to: today.plus(DAY) }),
        "YESTERDAY" => return Some(Literal::Span { from: today.minus(DAY), to: today }),
        upper => {
            if let Some((name @ ("LAST_N_DAYS" | "NEXT_N_DAYS"), days)) = upper.split_once(':') {
                let days: u32 = days.parse().ok()?;
                // The days of the name, and for the past what has gone of today.
                return Some(if name == "LAST_N_DAYS" {
                    Literal::Span { from: today.minus(DAY * days), to: today.plus(DAY) }
                } else {
                    Literal::Span { from: today.plus(DAY), to: today.plus(DAY * (days + 1)) }
                });
            }
        }
    }
    if let Ok(number) = word.parse() {
        return Some(Literal::Int(number));
    }
    if let Some(time) = time(word) {
        return Some(time);
    }
    let digits = word.trim_start_matches(['+', '-']);
    let decimal =
        digits.contains('.') && digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    if decimal { word.parse().ok().map(Literal::Number) } else { None }
}

/// `2026-11-21T08:00:00Z`, with fractions and offsets; a date alone is its midnight.
fn time(word: &str) -> Option<Literal> {
    let whole = if word.len() == 10 { format!("{word}T00:00:00Z") } else { word.to_owned() };
    // `+0000` is written without the colon that RFC 3339 has.
    let bytes = whole.as_bytes();
    let offset = bytes.len().checked_sub(5).filter(|at| matches!(bytes[*at], b'+' | b'-'));
    let whole = match offset {
        Some(at) if whole.contains('T') => format!("{}:{}", &whole[..at + 3], &whole[at + 3..]),
        _ => whole,
    };
    let stamp: jiff::Timestamp = whole.parse().ok()?;
    Some(Literal::Time(Time::from_ms(stamp.as_millisecond())))
}

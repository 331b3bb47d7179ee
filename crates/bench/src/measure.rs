//! Measuring two things in turn, so that both see the same machine.

use std::time::{Duration, Instant};

/// Median, least and most of some durations.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    pub median: Duration,
    pub min: Duration,
    pub max: Duration,
}

impl Spread {
    pub fn of(mut all: Vec<Duration>) -> Spread {
        all.sort_unstable();
        let at = |index: usize| all.get(index).copied().unwrap_or_default();
        Spread { median: at(all.len() / 2), min: at(0), max: at(all.len().saturating_sub(1)) }
    }
}

/// Time that goes by, by the machine's clock.
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How long one call takes.
#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's clock")]
pub fn once<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}

/// Runs all subjects in turn, `rounds` times, each `times` in a row, and gives the time of one call of each.
pub fn in_turn(rounds: usize, times: u32, subjects: &mut [(&str, &mut dyn FnMut())]) -> Vec<Spread> {
    let mut seen = vec![Vec::with_capacity(rounds); subjects.len()];
    for round in 0..=rounds {
        for (subject, seen) in subjects.iter_mut().zip(&mut seen) {
            let (took, ()) = once(|| (0..times).for_each(|_| (subject.1)()));
            // The first round warms up.
            if round > 0 {
                seen.push(took / times);
            }
        }
    }
    seen.into_iter().map(Spread::of).collect()
}

/// Prints a comparison: the first subject is what the others are held against.
pub fn print(title: &str, names: &[&str], spreads: &[Spread]) {
    println!("\n{title}");
    let Some(first) = spreads.first() else { return };
    for (name, spread) in names.iter().zip(spreads) {
        let ratio = spread.median.as_secs_f64() / first.median.as_secs_f64();
        println!(
            "  {name:<46} median {:>10.1?}   min {:>10.1?}   max {:>10.1?}   × {ratio:.2}",
            spread.median, spread.min, spread.max
        );
    }
}

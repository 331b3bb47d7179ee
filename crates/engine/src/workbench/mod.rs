//! Assessments, improvement actions, scores: where people work.

mod facts;

pub(crate) use facts::AsOf;

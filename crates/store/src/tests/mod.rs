//! One suite, run over both databases.

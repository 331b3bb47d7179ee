//! Fresh databases of both kinds, for tests.

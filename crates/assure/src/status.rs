//! An outcome as it stands at a moment, and the fold to an action's test status.

//! How memory is shared among threads.

/// Has all threads take memory from two arenas. By default glibc makes up to eight for each core, and each keeps what
/// its largest moment took: a list of 5,000 people, read by one thread and judged by another, stayed in both. To be
/// called before there are threads.
#[cfg(target_env = "gnu")]
pub fn share_arenas() {
    const ARENAS: libc::c_int = 2;
    #[expect(
        unsafe_code,
        reason = "mallopt(3) has no other face; it takes two numbers, and no thread runs yet"
    )]
    // SAFETY: no pointer is given or kept, and nothing else runs. What it answers is whether it knows the setting;
    // where it does not, memory is taken as by default.
    let _ = unsafe { libc::mallopt(libc::M_ARENA_MAX, ARENAS) };
}

#[cfg(not(target_env = "gnu"))]
pub fn share_arenas() {}

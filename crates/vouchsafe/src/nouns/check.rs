//! `vouchsafe check`: packs and recordings, judged offline.

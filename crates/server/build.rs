//! Embeds the portal as it was last built: when `portal/dist` changes, this room is compiled again.

fn main() {
    let built = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../portal/dist");
    // A watched path that is not there would compile this room anew each time, so the folder is made. Where
    // it cannot be (a read-only source tree) the portal cannot be built either: nothing to watch.
    if std::fs::create_dir_all(&built).is_ok() {
        println!("cargo:rerun-if-changed={}", built.display());
    } else {
        println!("cargo:rerun-if-changed=build.rs");
    }
}

//! Compiles again when a pack or a regulation changed, came or went: they are embedded.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../../packs");
    println!("cargo:rerun-if-changed=../../regulations");
}

//! A message's pieces, kept and read again, and files in base64 as they come.

use archive::{Base64Lines, FileHash, Piece, Skeleton, SkeletonError, base64_size};
use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

fn skeleton() -> Skeleton {
    Skeleton::of([
        Piece::Literal(b"head".to_vec()),
        Piece::Literal(Vec::new()),
        Piece::Literal(b"er\r\n".to_vec()),
        Piece::File { sha256: FileHash::from_bytes([7; 32]), size: 2 << 30 },
        Piece::Literal(b"\r\nend".to_vec()),
    ])
}

#[test]
fn the_layout_is_what_the_page_says() {
    let bytes = skeleton().to_bytes();
    let mut expect = b"vskel\0\0\x01".to_vec();
    expect.extend(b"\x03\x01\x08header\r\n\x02\x80\x80\x80\x80\x08");
    expect.extend([7; 32]);
    expect.extend(b"\x01\x05\r\nend");
    assert_eq!(&bytes[..bytes.len() - 8], expect);
    assert_eq!(hex::encode(&bytes[bytes.len() - 8..]), model::ContentHash::of(&expect).as_str()[..16]);
    assert_eq!(Skeleton::from_bytes(&bytes), Ok(skeleton()));
    // A file of 2 GB is counted, not held.
    assert_eq!(skeleton().size(), 8 + 5 + base64_size(2 << 30));
    assert_eq!(skeleton().files().collect::<Vec<_>>(), [(FileHash::from_bytes([7; 32]), 2 << 30)]);
}

#[test]
fn what_is_no_skeleton_is_refused() {
    let bytes = skeleton().to_bytes();
    assert_eq!(Skeleton::from_bytes(b""), Err(SkeletonError::Unknown));
    assert_eq!(Skeleton::from_bytes(b"vskel\0\0\x02rest of it"), Err(SkeletonError::Unknown));
    for end in 8..bytes.len() {
        assert_eq!(Skeleton::from_bytes(&bytes[..end]), Err(SkeletonError::Damaged), "cut at {end}");
    }
    for index in 8..bytes.len() {
        let mut other = bytes.clone();
        other[index] ^= 0x10;
        assert_eq!(Skeleton::from_bytes(&other), Err(SkeletonError::Damaged), "changed at {index}");
    }
}

/// With a check that fits, so that what stands before it is read.
fn checked(body: &[u8]) -> Vec<u8> {
    let mut bytes = b"vskel\0\0\x01".to_vec();
    bytes.extend(body);
    let check = hex::decode(&model::ContentHash::of(&bytes).as_str()[..16]).unwrap();
    bytes.extend(check);
    bytes
}

proptest! {
    #[test]
    fn any_bytes_are_a_skeleton_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(skeleton) = Skeleton::from_bytes(&checked(&body)) {
            prop_assert!(skeleton.pieces().len() <= body.len());
        }
    }

    #[test]
    fn base64_comes_in_lines_however_it_is_pushed(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        cuts in proptest::collection::vec(1..120usize, 1..20),
    ) {
        let mut lines = Base64Lines::new();
        let (mut made, mut rest) = (Vec::new(), bytes.as_slice());
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (head, tail) = rest.split_at((*cut).min(rest.len()));
            made.extend(lines.push(head));
            rest = tail;
        }
        made.extend(lines.finish());
        prop_assert_eq!(made.len() as u64, base64_size(bytes.len() as u64));
        let text = String::from_utf8(made).unwrap();
        let count = text.split("\r\n").count();
        prop_assert!(text.split("\r\n").enumerate().all(|(index, line)| line.len() == 76 || index + 1 == count));
        prop_assert_eq!(STANDARD.decode(text.replace("\r\n", "")).unwrap(), bytes);
    }
}

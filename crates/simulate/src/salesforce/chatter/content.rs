//! The bytes of files: made of a seed as they are sent, so that a file of two gigabytes takes no memory.

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

/// Bytes made at a time.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Between two words of the bytes: the golden ratio, as splitmix64 has it.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// Pixels of an image, and their colours.
const SIDE: usize = 48;
const COLOURS: u64 = 200;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// So many bytes that nobody can foretell without the seed.
    Noise { seed: u64, size: u64 },
    /// Bytes as they are: a text, an image.
    Held(Vec<u8>),
}

/// How the bytes of a file are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Noise,
    /// Readable lines.
    Text,
    /// A small PNG of one colour.
    Image,
}

/// Words of which texts are made.
const WORDS: [&str; 24] = [
    "harbour",
    "mooring",
    "crane",
    "berth",
    "tariff",
    "customer",
    "invoice",
    "pilot",
    "tide",
    "schedule",
    "the",
    "of",
    "and",
    "for",
    "with",
    "before",
    "after",
    "container",
    "manifest",
    "notice",
    "quarter",
    "review",
    "Lieferung",
    "contrôle",
];
/// Words a line.
const LINE_WORDS: u64 = 11;

impl Content {
    pub fn of(sort: Sort, seed: u64, size: u64) -> Self {
        match sort {
            Sort::Noise => Self::Noise { seed, size },
            Sort::Text => Self::Held(lines(seed, usize::try_from(size).unwrap_or(CHUNK_BYTES))),
            Sort::Image => Self::Held(image(seed)),
        }
    }

    pub fn size(&self) -> u64 {
        match self {
            Self::Noise { size, .. } => *size,
            Self::Held(bytes) => bytes.len() as u64,
        }
    }

    /// The bytes from an offset on, at most [`CHUNK_BYTES`]; offsets are multiples of that.
    pub fn chunk(&self, offset: u64) -> Vec<u8> {
        let left = usize::try_from(self.size().saturating_sub(offset)).unwrap_or(usize::MAX).min(CHUNK_BYTES);
        match self {
            Self::Held(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                bytes[from..from + left].to_vec()
            }
            Self::Noise { seed, .. } => {
                let mut state = seed.wrapping_add((offset / 8).wrapping_mul(STEP));
                let mut bytes = vec![0; left.next_multiple_of(8)];
                for word in bytes.chunks_exact_mut(8) {
                    state = state.wrapping_add(STEP);
                    word.copy_from_slice(&mix(state).to_le_bytes());
                }
                bytes.truncate(left);
                bytes
            }
        }
    }

    /// MD5 in hexadecimal.
    pub fn md5(&self) -> String {
        let mut digest = Md5::new();
        let mut offset = 0;
        while offset < self.size() {
            let chunk = self.chunk(offset);
            digest.update(&chunk);
            offset += chunk.len() as u64;
        }
        hex::encode(digest.finalize())
    }
}

/// The mixing of splitmix64.
pub fn mix(state: u64) -> u64 {
    let mut word = state;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A sentence of so many words.
pub fn words(seed: u64, many: u64) -> String {
    let word = |at: u64| {
        let picked = mix(seed.wrapping_add(at.wrapping_mul(STEP))) % WORDS.len() as u64;
        WORDS[usize::try_from(picked).unwrap_or_default()]
    };
    (0..many).map(word).collect::<Vec<_>>().join(" ")
}

fn lines(seed: u64, size: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size + 128);
    let mut line = 0;
    while bytes.len() < size {
        bytes.extend(words(mix(seed ^ line), LINE_WORDS).bytes());
        bytes.push(b'\n');
        line += 1;
    }
    let mut cut = size;
    while cut > 0 && std::str::from_utf8(&bytes[..cut]).is_err() {
        cut -= 1;
    }
    bytes.truncate(cut);
    // What a letter of several bytes left over.
    bytes.resize(size, b'\n');
    bytes
}

/// A PNG of 8-bit RGB without compression.
fn image(seed: u64) -> Vec<u8> {
    let colour = [mix(seed) % COLOURS, mix(seed ^ 1) % COLOURS, mix(seed ^ 2) % COLOURS]
        .map(|part| u8::try_from(part).unwrap_or_default());
    let mut raw = Vec::new();
    for row in 0..SIDE {
        raw.push(0);
        for column in 0..SIDE {
            let light = if (row / 8 + column / 8) % 2 == 0 { 55 } else { 0 };
            raw.extend(colour.map(|part| part.saturating_add(light)));
        }
    }
    let side = u32::try_from(SIDE).unwrap_or_default().to_be_bytes();
    let mut head = [side, side].concat();
    head.extend([8, 2, 0, 0, 0]);
    let length = u16::try_from(raw.len()).unwrap_or(u16::MAX);
    let mut packed = vec![0x78, 0x01, 0x01];
    packed.extend(length.to_le_bytes());
    packed.extend((!length).to_le_bytes());
    packed.extend(&raw);
    packed.extend(adler(&raw).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", head), (b"IDAT", packed), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
        let named = [name.as_slice(), &data].concat();
        png.extend(&named);
        png.extend(crc(&named).to_be_bytes());
    }
    png
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn adler(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_follow_from_the_seed_and_the_digest_from_the_bytes() {
        let content = Content::of(Sort::Noise, 7, CHUNK_BYTES as u64 * 2 + 13);
        let mut whole = content.chunk(0);
        whole.extend(content.chunk(CHUNK_BYTES as u64));
        whole.extend(content.chunk(CHUNK_BYTES as u64 * 2));
        assert_eq!(whole.len() as u64, content.size());
        assert_eq!(content.md5(), hex::encode(Md5::digest(&whole)));
        assert_ne!(whole, Content::of(Sort::Noise, 8, content.size()).chunk(0));
        assert_eq!(Content::of(Sort::Noise, 7, 0).md5(), "d41d8cd98f00b204e9800998ecf8427e");
        let text = Content::of(Sort::Text, 3, 1_001);
        assert_eq!(text.size(), 1_001);
        assert!(String::from_utf8(text.chunk(0)).is_ok());
    }
}

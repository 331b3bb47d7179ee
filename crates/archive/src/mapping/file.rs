//! The file of a custom mapping: `ExternalUserId,Mailbox`, in CSV (RFC 4180) as spreadsheets write it.

use super::{is_address, normalise};
use std::collections::HashMap;

/// Rows that a file may have.
const ROWS_MAX: usize = 200_000;
/// Bytes that a file may have: its rows at 150 characters each, in UTF-16.
const BYTES_MAX: usize = 64 << 20;
/// Problems that are listed before the rest are left for the next try.
const PROBLEMS_MAX: usize = 100;
/// Longest value, in characters.
const VALUE_CHARS_MAX: usize = 320;

const USER: &str = "ExternalUserId";
/// Ours, and the one that Microsoft Purview's templates have.
const MAILBOX: [&str; 2] = ["Mailbox", "O365UserMailbox"];

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRule {
    /// The line that it begins on; the header is line 1.
    pub row: u64,
    /// A user id, a username or an e-mail address, trimmed.
    pub external: String,
    /// As [`normalise`] gives it.
    pub mailbox: String,
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvProblem {
    /// The line; the header is line 1, the file as a whole 0.
    pub row: u64,
    /// As the header calls it; empty where the whole row is meant.
    pub column: String,
    /// A sentence that says how to mend it.
    pub message: String,
}

/// The rules of a file, all of them or none.
///
/// # Errors
/// Every problem, up to a hundred.
pub fn parse_csv(bytes: &[u8]) -> Result<Vec<CsvRule>, Vec<CsvProblem>> {
    let whole = |message: String| vec![CsvProblem { row: 0, column: String::new(), message }];
    if bytes.len() > BYTES_MAX {
        return Err(whole(format!("The file has more than {} MiB: split it.", BYTES_MAX >> 20)));
    }
    let text = decode(bytes).map_err(|message| whole(message.to_owned()))?;
    // One kind of line end, so that lines are counted as a person counts them.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        return Err(whole(format!("The file is empty: its first line has to be {USER},{}.", MAILBOX[0])));
    };
    let (user, mailbox) = columns(&header).map_err(|message| {
        vec![CsvProblem { row: 1, column: header.iter().collect::<Vec<_>>().join(","), message }]
    })?;
    let mut rows =
        Rows { mailbox_column: header.get(mailbox).unwrap_or(MAILBOX[0]).to_owned(), ..Rows::default() };
    for (index, record) in records.enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => return Err(whole(format!("The file is not CSV: {error}."))),
        };
        let row = record.position().map_or(index as u64 + 2, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if rows.rules.len() >= ROWS_MAX {
            rows.problem(row, "", format!("The file has more than {ROWS_MAX} rows: split it."));
            break;
        }
        if record.len() != header.len() {
            let (has, wants) = (record.len(), header.len());
            rows.problem(
                row,
                "",
                format!("The row has {has} columns where the header has {wants}: quote commas."),
            );
        } else {
            rows.add(row, record.get(user).unwrap_or(""), record.get(mailbox).unwrap_or(""));
        }
        if rows.problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    if rows.problems.is_empty() { Ok(rows.rules) } else { Err(rows.problems) }
}

#[derive(Default)]
struct Rows {
    mailbox_column: String,
    rules: Vec<CsvRule>,
    problems: Vec<CsvProblem>,
    /// Every external as it is compared, and its line.
    seen: HashMap<String, u64>,
}

impl Rows {
    fn problem(&mut self, row: u64, column: &str, message: String) {
        self.problems.push(CsvProblem { row, column: column.to_owned(), message });
    }

    fn add(&mut self, row: u64, external: &str, mailbox: &str) {
        let column = self.mailbox_column.clone();
        let sound =
            |value: &str| value.chars().count() <= VALUE_CHARS_MAX && !value.chars().any(char::is_control);
        if external.is_empty() || !sound(external) {
            let message = if external.is_empty() {
                "It is empty: write a user id, a username or an e-mail address.".to_owned()
            } else {
                format!("It has control characters or more than {VALUE_CHARS_MAX} characters.")
            };
            self.problem(row, USER, message);
        }
        let address = normalise(mailbox).filter(|_| sound(mailbox));
        if address.is_none() {
            let shown: String = mailbox.chars().filter(|c| !c.is_control()).take(80).collect();
            self.problem(
                row,
                &column,
                format!("“{shown}” is no e-mail address: write the mailbox's address."),
            );
        }
        let compared = compared(external);
        match self.seen.get(&compared) {
            Some(first) if !external.is_empty() => {
                let message = format!("“{external}” stands in row {first} too: remove one of the two.");
                self.problem(row, USER, message);
            }
            _ => {
                self.seen.insert(compared, row);
            }
        }
        if let Some(mailbox) = address {
            self.rules.push(CsvRule { row, external: external.to_owned(), mailbox });
        }
    }
}

/// Addresses and usernames are compared in lower case, user ids as they are.
fn compared(external: &str) -> String {
    match normalise(external) {
        Some(address) => address,
        None if is_address(external) || external.contains('@') => external.to_lowercase(),
        None => external.to_owned(),
    }
}

/// Where the two columns are.
fn columns(header: &csv::StringRecord) -> Result<(usize, usize), String> {
    let find = |names: &[&str]| {
        header.iter().position(|column| names.iter().any(|name| column.eq_ignore_ascii_case(name)))
    };
    if let (2, Some(user), Some(mailbox)) = (header.len(), find(&[USER]), find(&MAILBOX)) {
        return Ok((user, mailbox));
    }
    let alone = header.get(0).unwrap_or("");
    let hint = if header.len() == 1 && (alone.contains(';') || alone.contains('\t')) {
        " Save it with commas between the columns."
    } else {
        ""
    };
    Err(format!("The first line has to be {USER},{} (or {USER},{}).{hint}", MAILBOX[0], MAILBOX[1]))
}

/// UTF-8, or UTF-16 by its mark; without one, by the zero bytes of its first character.
fn decode(bytes: &[u8]) -> Result<String, &'static str> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        match String::from_utf16(&units) {
            Ok(text) if rest.is_empty() => Ok(text),
            _ => Err("The file begins as UTF-16 and is not: save it as UTF-8."),
        }
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [first, 0, ..] if *first != 0 => wide(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => wide(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        bytes => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, &'static str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err("The file is neither UTF-8 nor UTF-16: save it as “CSV UTF-8”."),
    }
}

//! Blocks as plain text. Lines end in `\n` and are as long as they are.

use super::body::Block;

/// The text.
pub(super) fn render(blocks: &[Block]) -> String {
    let mut made = String::new();
    for block in blocks {
        match block {
            Block::Lead(text) | Block::Title(text) => paragraph(&mut made, text),
            Block::Notice(text) => paragraph(&mut made, &format!("*** {text} ***")),
            Block::Heading(text) => {
                paragraph(&mut made, &format!("{text}:"));
                made.truncate(made.len() - 1);
            }
            Block::Text(text) => paragraph(&mut made, &text.plain),
            Block::Link { label: Some(label), url } => {
                paragraph(&mut made, &format!("Link: {label} <{url}>"))
            }
            Block::Link { label: None, url } => paragraph(&mut made, &format!("Link: {url}")),
            Block::List(items) => {
                items.iter().for_each(|item| made.push_str(&format!("- {item}\n")));
                made.push('\n');
            }
            Block::Table { head, rows } => {
                for row in rows {
                    let cells: Vec<String> =
                        head.iter().zip(row).map(|(head, cell)| format!("{head}: {cell}")).collect();
                    made.push_str(&format!("- {}\n", cells.join("; ")));
                }
                made.push('\n');
            }
            Block::Facts(facts) => {
                facts.iter().for_each(|(name, value)| made.push_str(&format!("{name}: {value}\n")));
                made.push('\n');
            }
        }
    }
    made.truncate(made.trim_end_matches('\n').len());
    made.push('\n');
    made
}

fn paragraph(made: &mut String, text: &str) {
    made.push_str(text.trim_end_matches('\n'));
    made.push_str("\n\n");
}

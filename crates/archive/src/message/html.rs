//! Blocks as HTML that any mail program shows: simple elements, styles on them, nothing fetched.

use super::body::Block;
use crate::text::escape;

const PAGE: &str = "font-family:'Segoe UI',Helvetica,Arial,sans-serif;font-size:14px;line-height:1.45;color:#242424;\
                    margin:0;padding:16px;max-width:760px";
const LEAD: &str = "margin:0 0 12px 0;color:#616161;font-size:13px";
const NOTICE: &str =
    "margin:0 0 12px 0;padding:8px 12px;border-left:4px solid #8a6116;background:#fff9f0;color:#4a3308";
const HEADING: &str = "margin:18px 0 6px 0;font-size:13px;font-weight:600;color:#616161";
const TITLE: &str = "margin:0 0 8px 0;font-size:18px;font-weight:600";
const TEXT: &str = "margin:0 0 12px 0;overflow-wrap:anywhere";
const LIST: &str = "margin:0 0 12px 0;padding-left:22px";
const TABLE: &str = "border-collapse:collapse;margin:0 0 12px 0";
const CELL: &str = "border:1px solid #d1d1d1;padding:4px 8px;text-align:left;vertical-align:top";
const FACTS: &str = "border-spacing:0 2px;margin:0 0 12px 0;text-align:left;font-size:12px;color:#616161";

/// The page.
pub(super) fn render(blocks: &[Block], subject: &str) -> String {
    let mut made = String::from("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n");
    made.push_str(&format!("<title>{}</title>\n</head>\n<body style=\"{PAGE}\">\n", escape(subject)));
    for block in blocks {
        match block {
            Block::Lead(text) => element(&mut made, "p", LEAD, text),
            Block::Notice(text) => element(&mut made, "p", NOTICE, text),
            Block::Heading(text) => element(&mut made, "h2", HEADING, text),
            Block::Title(text) => element(&mut made, "h1", TITLE, text),
            Block::Text(text) => {
                made.push_str(&format!("<div dir=\"auto\" style=\"{TEXT}\">\n{}\n</div>\n", text.html));
            }
            Block::Link { label, url } => {
                let shown = match label {
                    Some(label) => format!("{} &lt;{}&gt;", escape(label), escape(url)),
                    None => escape(url),
                };
                if followed(url) {
                    made.push_str(&format!(
                        "<p style=\"{TEXT}\">Link: <a href=\"{}\" rel=\"noopener noreferrer nofollow\">{shown}</a></p>\n",
                        escape(url)
                    ));
                } else {
                    made.push_str(&format!("<p style=\"{TEXT}\">Link: {shown}</p>\n"));
                }
            }
            Block::List(items) => {
                made.push_str(&format!("<ul style=\"{LIST}\">\n"));
                items
                    .iter()
                    .for_each(|item| made.push_str(&format!("<li dir=\"auto\">{}</li>\n", escape(item))));
                made.push_str("</ul>\n");
            }
            Block::Table { head, rows } => table(&mut made, head, rows),
            Block::Facts(facts) => {
                made.push_str(&format!("<table style=\"{FACTS}\">\n"));
                for (name, value) in facts {
                    let (name, value) = (escape(name), escape(value));
                    made.push_str(&format!("<tr><td>{name}:&nbsp;</td><td dir=\"auto\">{value}</td></tr>\n"));
                }
                made.push_str("</table>\n");
            }
        }
    }
    made.push_str("</body>\n</html>\n");
    made
}

fn element(made: &mut String, tag: &str, style: &str, text: &str) {
    made.push_str(&format!("<{tag} dir=\"auto\" style=\"{style}\">{}</{tag}>\n", escape(text)));
}

fn table(made: &mut String, head: &[String], rows: &[Vec<String>]) {
    made.push_str(&format!("<table style=\"{TABLE}\">\n<tr>"));
    head.iter().for_each(|cell| made.push_str(&format!("<th style=\"{CELL}\">{}</th>", escape(cell))));
    made.push_str("</tr>\n");
    for row in rows {
        made.push_str("<tr>");
        let cell = |cell: &String| format!("<td style=\"{CELL}\" dir=\"auto\">{}</td>", escape(cell));
        row.iter().for_each(|one| made.push_str(&cell(one)));
        made.push_str("</tr>\n");
    }
    made.push_str("</table>\n");
}

/// Whether a reader may follow an address: of the item's own link as of those in its text.
fn followed(url: &str) -> bool {
    crate::sanitise::harmless_link(url)
}

//! Sanitised HTML as plain text. Reads what the sanitiser writes: balanced tags, attributes in double quotes, five
//! named characters.

/// The text of sanitised HTML, lines ending in `\n`; after a link its address, for an image its description.
pub(crate) fn to_plain(html: &str) -> String {
    read(html, Writer::default())
}

/// The same without addresses and images: how it begins, for a subject.
pub(crate) fn to_words(html: &str) -> String {
    read(html, Writer { words_only: true, ..Writer::default() })
}

fn read(html: &str, mut writer: Writer) -> String {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        writer.text(&rest[..open]);
        rest = &rest[open..];
        let Some(end) = tag_end(rest) else { break };
        writer.tag(&rest[1..end]);
        rest = &rest[end + 1..];
    }
    // What is left after the last tag; a `<` that ends nowhere is written by no sanitiser.
    writer.text(rest);
    writer.finish()
}

/// Where the tag that `text` begins with ends: a `>` outside quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

#[derive(Default)]
struct Writer {
    made: String,
    words_only: bool,
    /// Line breaks that are due before the next text.
    due: usize,
    /// A blank is due before the next text.
    blank: bool,
    pre: usize,
    /// Lists that are open: the next number of an ordered one.
    lists: Vec<Option<u64>>,
    /// Links that are open: the address, and where their text begins.
    links: Vec<(String, usize)>,
}

impl Writer {
    fn text(&mut self, escaped: &str) {
        for c in unescape(escaped).chars() {
            if self.pre > 0 && c == '\n' {
                self.due += 1;
            } else if self.pre == 0 && matches!(c, ' ' | '\n' | '\t') {
                self.blank = true;
            } else {
                self.begin();
                self.made.push(if c == '\u{a0}' { ' ' } else { c });
            }
        }
    }

    /// Writes what is due, so that text can follow.
    fn begin(&mut self) {
        if self.made.is_empty() {
            self.due = 0;
        } else if self.due > 0 {
            self.made.truncate(self.made.trim_end_matches(' ').len());
            self.made.extend(std::iter::repeat_n('\n', self.due));
        } else if self.blank && !self.made.ends_with([' ', '\n']) {
            self.made.push(' ');
        }
        (self.due, self.blank) = (0, false);
    }

    fn write(&mut self, text: &str) {
        self.begin();
        self.made.push_str(text);
    }

    fn breaks(&mut self, lines: usize) {
        self.due = self.due.max(lines);
    }

    fn tag(&mut self, inner: &str) {
        let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
        let name = inner.split([' ', '/']).next().unwrap_or("");
        match name {
            "br" => self.due += 1,
            "img" | "hr" if self.words_only => self.blank = true,
            "hr" => {
                self.breaks(1);
                self.write("----");
                self.breaks(1);
            }
            "img" => {
                let alt = attribute(inner, "alt").filter(|alt| !alt.trim().is_empty());
                self.write(
                    &alt.map_or("[image]".to_owned(), |alt| format!("[image: {}]", crate::text::line(&alt))),
                );
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "table" => self.breaks(2),
            "div" | "tr" => self.breaks(1),
            "pre" => {
                self.breaks(2);
                self.pre = if closing { self.pre.saturating_sub(1) } else { self.pre + 1 };
            }
            "td" | "th" if closing => self.blank = true,
            "td" | "th" if self.due == 0 && !self.made.is_empty() && !self.made.ends_with('\n') => {
                self.write(" | ")
            }
            "ul" | "ol" if closing => {
                self.lists.pop();
                self.breaks(if self.lists.is_empty() { 2 } else { 1 });
            }
            "ul" | "ol" => {
                let start = attribute(inner, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push((name == "ol").then_some(start));
                self.breaks(1);
            }
            "li" if !closing => self.item(),
            "a" if closing => {
                if let Some((address, begin)) = self.links.pop()
                    && self.made.get(begin..).is_none_or(|text| text.trim() != address)
                    && !address.is_empty()
                    && !self.words_only
                {
                    self.blank = true;
                    self.write(&format!("<{address}>"));
                }
            }
            "a" => {
                let address = attribute(inner, "href").unwrap_or_default();
                self.links.push((crate::text::line(&address), self.made.len()));
            }
            _ => {}
        }
    }

    fn item(&mut self) {
        self.breaks(1);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = number.saturating_add(1);
                format!("{indent}{}. ", *number - 1)
            }
            _ => format!("{indent}- "),
        };
        self.write(&mark);
    }

    fn finish(mut self) -> String {
        self.made.truncate(self.made.trim_end().len());
        self.made
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let mark = format!(" {name}=\"");
    let value = &tag[tag.find(&mark)? + mark.len()..];
    Some(unescape(&value[..value.find('"')?]))
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

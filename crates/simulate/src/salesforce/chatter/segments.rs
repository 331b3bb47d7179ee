//! A text as Connect REST tells it: in segments, so that it is certain who is mentioned.

use super::Mentioned;
use serde_json::{Value, json};

/// The tags of rich text, and what Connect REST calls them.
const MARKUP: [(&str, &str); 9] = [
    ("p", "Paragraph"),
    ("b", "Bold"),
    ("i", "Italic"),
    ("u", "Underline"),
    ("s", "Strikethrough"),
    ("code", "Code"),
    ("ul", "UnorderedList"),
    ("ol", "OrderedList"),
    ("li", "ListItem"),
];

/// The segments of a text, and the text without markup.
pub fn segments(text: &str, rich: bool, mentions: &[Mentioned]) -> (Vec<Value>, String) {
    let mut told = Told { mentions, segments: Vec::new(), text: String::new() };
    if rich {
        told.rich(text)
    } else {
        told.plain(text)
    }
    (told.segments, told.text)
}

struct Told<'a> {
    mentions: &'a [Mentioned],
    segments: Vec<Value>,
    text: String,
}

impl Told<'_> {
    fn push(&mut self, text: &str, segment: Value) {
        self.text.push_str(text);
        self.segments.push(segment);
    }

    fn rich(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            let Some(end) = rest[at..].find('>') else { break };
            self.plain(&unescaped(&rest[..at]));
            self.tag(&rest[at + 1..at + end]);
            rest = &rest[at + end + 1..];
        }
        self.plain(&unescaped(rest));
    }

    fn tag(&mut self, tag: &str) {
        let (name, is_end) = match tag.strip_prefix('/') {
            Some(name) => (name, true),
            None => (tag.split([' ', '/']).next().unwrap_or_default(), false),
        };
        if name == "img" && !is_end {
            let alt = attribute(tag, "alt");
            let file = attribute(tag, "src").replace("sfdc://", "");
            let segment = json!({
                "type": "InlineImage", "text": "", "altText": alt, "thumbnails": { "fileId": file },
                "url": format!("/sfc/servlet.shepherd/document/download/{file}"),
            });
            self.push("", segment);
        }
        let Some((tag, kind)) = MARKUP.iter().find(|(own, _)| *own == name) else { return };
        // A paragraph, or an item of a list, ends a line of the text.
        let text = if is_end && matches!(*tag, "p" | "li") { "\n" } else { "" };
        let segment = if is_end { "MarkupEnd" } else { "MarkupBegin" };
        let segment = json!({ "type": segment, "text": text, "htmlTag": tag, "markupType": kind });
        self.push(text, segment);
    }

    fn plain(&mut self, text: &str) {
        let mut rest = text;
        while let Some((at, length, segment)) = self.next(rest) {
            self.words(&rest[..at]);
            let found = &rest[at..at + length];
            self.push(found, segment);
            rest = &rest[at + length..];
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(text, json!({ "type": "Text", "text": text }));
        }
    }

    /// The next mention, link or hashtag: where, how long, what. Of two mentions at one place the longer.
    fn next(&self, text: &str) -> Option<(usize, usize, Value)> {
        let mentions = self.mentions.iter().filter_map(|one| {
            let shown = format!("@{}", one.name);
            let at = text.find(&shown)?;
            let record = json!({ "id": one.user, "name": one.name, "type": "User" });
            let segment = json!({
                "type": "Mention", "text": shown, "name": one.name, "accessible": true, "record": record,
            });
            Some((at, shown.len(), segment))
        });
        let link = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min().map(|at| {
            let rest = &text[at..];
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (at, length, json!({ "type": "Link", "text": &rest[..length], "url": &rest[..length] }))
        });
        mentions.chain(link).chain(hashtag(text)).min_by_key(|(at, length, _)| (*at, usize::MAX - length))
    }
}

/// The first `#word` that begins a word.
fn hashtag(text: &str) -> Option<(usize, usize, Value)> {
    let starts = text.match_indices('#').map(|(at, _)| at);
    let mut good = starts.filter(|at| text[..*at].chars().next_back().is_none_or(char::is_whitespace));
    good.find_map(|at| {
        let rest = &text[at + 1..];
        let length = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        let tag = &rest[..length];
        (length > 0)
            .then(|| (at, length + 1, json!({ "type": "Hashtag", "text": format!("#{tag}"), "tag": tag })))
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let opening = format!("{name}=\"");
    let Some(at) = tag.find(&opening) else { return "" };
    tag[at + opening.len()..].split('"').next().unwrap_or_default()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, rich: bool) -> Vec<(String, String)> {
        let name = |user: &str, name: &str| Mentioned { user: user.to_owned(), name: name.to_owned() };
        let mentions = [name("005A", "Ann"), name("005B", "Ann Lee"), name("005C", "Á & Co")];
        let (all, whole) = segments(text, rich, &mentions);
        let texts: String = all.iter().filter_map(|one| one["text"].as_str()).collect();
        assert_eq!(texts, whole);
        let shown = |one: &Value| {
            let about = one["record"]["id"].as_str().or_else(|| one["text"].as_str()).unwrap_or_default();
            (one["type"].as_str().unwrap_or_default().to_owned(), about.to_owned())
        };
        all.iter().map(shown).collect()
    }

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(one, two)| ((*one).to_owned(), (*two).to_owned())).collect()
    }

    #[test]
    fn texts_are_told_in_segments() {
        let plain = "Hi @Ann Lee and @Ann, see https://a.example/x #tide, a@Nobody #";
        let expected = [
            ("Text", "Hi "),
            ("Mention", "005B"),
            ("Text", " and "),
            ("Mention", "005A"),
            ("Text", ", see "),
            ("Link", "https://a.example/x"),
            ("Text", " "),
            ("Hashtag", "#tide"),
            ("Text", ", a@Nobody #"),
        ];
        assert_eq!(kinds(plain, false), pairs(&expected));
        let rich = "<p>1 &lt; 2 <b>@Á &amp; Co</b></p><img src=\"sfdc://069X\" alt=\"q\"></img>";
        let expected = [
            ("MarkupBegin", ""),
            ("Text", "1 < 2 "),
            ("MarkupBegin", ""),
            ("Mention", "005C"),
            ("MarkupEnd", ""),
            ("MarkupEnd", "\n"),
            ("InlineImage", ""),
        ];
        assert_eq!(kinds(rich, true), pairs(&expected));
        assert_eq!(kinds("", false), []);
    }
}

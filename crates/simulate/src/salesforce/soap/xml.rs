//! Writing XML.

/// A document that is being written.
#[derive(Default)]
pub struct Xml(pub String);

impl Xml {
    /// Opens an element; `tag` may have attributes.
    pub fn open(&mut self, tag: &str) -> &mut Self {
        self.0.push('<');
        self.0.push_str(tag);
        self.0.push('>');
        self
    }

    pub fn close(&mut self, name: &str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    /// An element with a text; `tag` may have attributes.
    pub fn leaf(&mut self, tag: &str, text: &str) -> &mut Self {
        let name = tag.split(' ').next().unwrap_or(tag);
        self.open(tag);
        self.text(text);
        self.close(name)
    }

    /// `<name xsi:nil="true"/>`
    pub fn nil(&mut self, name: &str) -> &mut Self {
        self.open(&format!("{name} xsi:nil=\"true\"/"))
    }

    /// A leaf, or nil.
    pub fn leaf_or_nil(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.leaf(name, text),
            None => self.nil(name),
        }
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\r' => self.0.push_str("&#xd;"),
                // What no XML document may hold.
                '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
        self
    }
}

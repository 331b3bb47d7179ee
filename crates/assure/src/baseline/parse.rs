//! Salesforce's file of a baseline (Setup › Health Check › Export Baseline) → its entries.
//!
//! The root is `baseline` with `name` and `developerName`; below it one element a risk group; below those
//! `booleanSetting`, `numericRangeSetting` and `enumSetting`, whose attributes are the bounds. Their rules stand in
//! Salesforce's help under "Custom Baseline File Requirements".

use roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeMap;

/// Largest file, in bytes. Salesforce itself takes 20 KB.
pub const BASELINE_BYTES_MAX: usize = 1 << 20;

/// Most elements and texts; the standard baseline has about 150.
const NODES_MAX: u32 = 20_000;

/// A baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    pub name: String,
    pub developer_name: String,
    /// In the file's order.
    pub entries: Vec<Entry>,
}

/// What a baseline says of one setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// `PasswordPolicies.minPasswordLength`.
    pub setting: String,
    pub risk: Risk,
    pub bound: Bound,
    /// Where it stands in the file, from 1.
    pub line: u32,
}

/// How much a setting weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    High,
    Medium,
    Low,
    Informational,
}

/// Which values are good.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    Boolean {
        compliant: bool,
    },
    /// A bound in the direction that the setting has by nature: at least for a length, at most for a count of
    /// administrators.
    Numeric {
        compliant: f64,
        warning: Option<f64>,
    },
    Words {
        compliant: Vec<String>,
        warning: Vec<String>,
        critical: Vec<String>,
    },
}

/// Why a file is no baseline, as a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{text}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct BaselineError {
    pub line: Option<u32>,
    pub text: String,
}

/// Reads a baseline. A document type is refused, so that nothing outside of the file is ever read.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn parse(xml: &str) -> Result<Baseline, BaselineError> {
    let nowhere = |text: String| BaselineError { line: None, text };
    if xml.len() > BASELINE_BYTES_MAX {
        return Err(nowhere(format!("The file is larger than {BASELINE_BYTES_MAX} bytes.")));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(xml, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => nowhere("The file has a document type, which is refused.".into()),
        roxmltree::Error::NodesLimitReached => {
            nowhere(format!("The file has more than {NODES_MAX} elements."))
        }
        other => BaselineError {
            line: Some(other.pos().row),
            text: format!("This is not well-formed XML: {other}."),
        },
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "baseline" {
        let text = format!(
            "The file begins with “{}”; a baseline begins with “baseline”. Export one in Salesforce under Setup › \
             Health Check.",
            root.tag_name().name()
        );
        return Err(wrong(root, text));
    }
    let mut entries = Vec::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for group in root.children().filter(Node::is_element) {
        let risk = risk(group)?;
        for setting in group.children().filter(Node::is_element) {
            let entry = entry(setting, risk)?;
            if let Some(before) = seen.insert(entry.setting.clone(), entry.line) {
                let text = format!("“{}” is there twice; the first is in line {before}.", entry.setting);
                return Err(wrong(setting, text));
            }
            entries.push(entry);
        }
    }
    if entries.is_empty() {
        return Err(wrong(root, "The baseline has no settings.".to_owned()));
    }
    Ok(Baseline {
        name: root.attribute("name").unwrap_or_default().to_owned(),
        developer_name: root.attribute("developerName").unwrap_or_default().to_owned(),
        entries,
    })
}

fn risk(group: Node<'_, '_>) -> Result<Risk, BaselineError> {
    match group.tag_name().name() {
        "highRiskSecuritySettings" => Ok(Risk::High),
        "mediumRiskSecuritySettings" => Ok(Risk::Medium),
        "lowRiskSecuritySettings" => Ok(Risk::Low),
        "informationalSecuritySettings" => Ok(Risk::Informational),
        other => {
            let text = format!(
                "“{other}” is no group of settings; there are highRiskSecuritySettings, mediumRiskSecuritySettings, \
                 lowRiskSecuritySettings and informationalSecuritySettings."
            );
            Err(wrong(group, text))
        }
    }
}

fn entry(node: Node<'_, '_>, risk: Risk) -> Result<Entry, BaselineError> {
    let setting = attribute(node, "name")?.to_owned();
    if !is_name(&setting) {
        return Err(wrong(node, format!("“{setting}” is not the name of a setting, such as Group.setting.")));
    }
    let bound = match node.tag_name().name() {
        "booleanSetting" => Bound::Boolean {
            compliant: match attribute(node, "compliant")? {
                "true" => true,
                "false" => false,
                other => {
                    let text = format!("`compliant` of {setting} is “{other}”; write true or false.");
                    return Err(wrong(node, text));
                }
            },
        },
        "numericRangeSetting" => Bound::Numeric {
            compliant: number(node, &setting, "compliant", attribute(node, "compliant")?)?,
            warning: match node.attribute("warning") {
                Some(text) => Some(number(node, &setting, "warning", text)?),
                None => None,
            },
        },
        "enumSetting" => Bound::Words {
            compliant: words(attribute(node, "compliant")?),
            warning: words(node.attribute("warning").unwrap_or_default()),
            critical: words(node.attribute("critical").unwrap_or_default()),
        },
        other => {
            let text = format!(
                "“{other}” is no kind of setting; there are booleanSetting, numericRangeSetting and enumSetting."
            );
            return Err(wrong(node, text));
        }
    };
    Ok(Entry { setting, risk, bound, line: line(node) })
}

/// Whether it is spelled as names of settings are: `Group.setting`.
pub(crate) fn is_name(text: &str) -> bool {
    let part = |text: &str| {
        !text.is_empty() && text.len() <= 100 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    text.split_once('.').is_some_and(|(group, setting)| part(group) && part(setting))
}

fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Result<&'a str, BaselineError> {
    let of = node.attribute("name").unwrap_or_else(|| node.tag_name().name());
    node.attribute(name).ok_or_else(|| wrong(node, format!("{of} has no attribute `{name}`.")))
}

fn number(node: Node<'_, '_>, setting: &str, name: &str, text: &str) -> Result<f64, BaselineError> {
    let found = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    found.ok_or_else(|| wrong(node, format!("`{name}` of {setting} is “{text}”, which is no number.")))
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn wrong(node: Node<'_, '_>, text: String) -> BaselineError {
    BaselineError { line: Some(line(node)), text }
}

fn line(node: Node<'_, '_>) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

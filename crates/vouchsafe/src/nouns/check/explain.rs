//! `vouchsafe check explain`: what a check looks at, by which call and which right, and what would pass.

use crate::output;
use anyhow::{Context, Result};
use assure::{Catalog, Check, RightInfo, check::TwinKind};
use serde_json::{Value, json};
use std::fmt::Write;

/// All that can be said of a check without a service: as JSON, from which the text is written too.
pub fn explained(catalog: &Catalog, id: &str) -> Result<Value> {
    let known = || {
        let near: Vec<_> = catalog
            .checks
            .keys()
            .map(|known| known.as_str())
            .filter(|known| known.contains(id))
            .take(10)
            .collect();
        match near.as_slice() {
            [] => format!("there is no check “{id}” among {}", catalog.checks.len()),
            near => format!("there is no check “{id}”; did you mean {}?", near.join(", ")),
        }
    };
    let check = id.parse().ok().and_then(|id| catalog.check(&id)).with_context(known)?;
    let reads: Vec<Value> = check
        .reads
        .iter()
        .map(|(name, read)| {
            let places: Vec<Value> = read.at.iter().map(|path| place(catalog, check, path)).collect();
            json!({
                "name": name,
                "type": read.kind,
                "places": places,
                "either": read.either,
                "empty": read.empty,
                "max_age_ms": u64::try_from(read.max_age.as_millis()).unwrap_or(u64::MAX),
            })
        })
        .collect();
    let twins: Vec<&str> = catalog
        .checks
        .values()
        .filter(|other| other.twin.as_ref().is_some_and(|twin| twin.of == check.id))
        .map(|other| other.id.as_str())
        .collect();
    Ok(json!({
        "id": check.id,
        "version": check.version,
        "title": check.title,
        "why": check.why,
        "severity": check.severity,
        "action": check.action,
        "reads": reads,
        "parameters": check.parameters,
        "applies": check.applies,
        "pass": check.pass,
        "partial": check.partial,
        "boundaries": check.boundaries,
        "expected": check.expected,
        "fix": check.fix,
        "link": check.link,
        "maps": check.maps,
        "twin": check.twin,
        "twins": twins,
        "manual_until_read": check.manual_until_read,
        "hash": check.hash,
    }))
}

/// One place that a read looks at, with the calls that read it and the right that each needs in all spellings.
fn place(catalog: &Catalog, check: &Check, path: &assure::SignalPath) -> Value {
    let connector = catalog.connectors.values().find(|connector| {
        connector.service == check.service
            && connector.signals.iter().any(|signal| signal.name == path.signal)
    });
    let signal = connector.and_then(|c| c.signals.iter().find(|signal| signal.name == path.signal));
    let calls: Vec<(String, Option<&RightInfo>)> = connector
        .zip(signal)
        .into_iter()
        .flat_map(|(connector, signal)| {
            signal.calls.iter().map(|call| (told(&call.get), connector.right_of(call)))
        })
        .collect();
    let own = calls.first().and_then(|(_, right)| *right);
    let right = own.or_else(|| {
        let classic = signal.map(|signal| &signal.right);
        connector.and_then(|connector| connector.rights.iter().find(|right| Some(&right.classic) == classic))
    });
    let calls = calls.iter().map(|(call, right)| json!({ "call": call, "right": right.map(right_as_json) }));
    json!({
        "path": path.to_string(),
        "signal": path.signal,
        "what": signal.map(|signal| &signal.title),
        "connector": connector.map(|connector| &connector.id),
        "calls": calls.collect::<Vec<_>>(),
        "right": right.map(right_as_json),
    })
}

/// A call as people write it: a path with its method, a statement as it is.
fn told(get: &str) -> String {
    if get.starts_with('/') { format!("GET {get}") } else { get.to_owned() }
}

fn right_as_json(right: &RightInfo) -> Value {
    json!({
        "classic": right.classic,
        "granular": right.granular,
        "why": right.why,
        "required": right.required,
    })
}

/// Prints it for people.
pub fn print(catalog: &Catalog, value: &Value) {
    let text = |key: &str| value[key].as_str().unwrap_or_default();
    output::line(format_args!("{}  (version {}, {})", text("id"), value["version"], text("severity")));
    output::line(format_args!("{}\n", text("title")));
    output::line(format_args!("{}\n", text("why")));
    output::line("Reads");
    for read in value["reads"].as_array().into_iter().flatten() {
        output::line(format_args!("  {}: {}", output::text(&read["name"]), output::text(&read["type"])));
        if read["either"] == true {
            output::line("    any one of these will do, and those that say something have to agree:");
        }
        for place in read["places"].as_array().into_iter().flatten() {
            output::line(format_args!(
                "    {}: {}",
                output::text(&place["path"]),
                output::text(&place["what"])
            ));
            let calls = place["calls"].as_array().map(Vec::as_slice).unwrap_or_default();
            for call in calls {
                output::line(format_args!("      {}", output::text(&call["call"])));
                output::line(format_args!("        {}", right(&call["right"])));
            }
            if calls.is_empty() {
                output::line(format_args!("      {}", right(&place["right"])));
            }
        }
        if let Some(empty) = read["empty"].as_str() {
            output::line(format_args!("    proven empty: {empty}"));
        }
        let hours = read["max_age_ms"].as_u64().unwrap_or_default() / 3_600_000;
        output::line(format_args!("    counts for {hours} h after it was read"));
    }
    for (name, parameter) in value["parameters"].as_object().into_iter().flatten() {
        let default = &parameter["default"];
        let exceptions = if parameter["exceptions"] == true { ", exceptions are shown" } else { "" };
        output::line(format_args!(
            "Parameter {name}: {}, {default} by default{exceptions}\n  source: {}",
            output::text(&parameter["type"]),
            output::text(&parameter["source"])
        ));
    }
    output::line(format_args!("\nPasses when\n{}", condition(catalog, value)));
    output::line(format_args!("  {}", text("expected")));
    if let Some(applies) = value["applies"].as_str() {
        let of = if value["twin"].is_null() { "Not applicable" } else { "A group does not count" };
        output::line(format_args!("{of} unless\n{}", indented(applies)));
    }
    if let Some(when) = value["partial"]["when"].as_str() {
        output::line(format_args!("Partially passes when\n{}", indented(when)));
    }
    if value["manual_until_read"] == true {
        output::line("Where the service does not show it, a person's test status of the action counts.");
    }
    output::line(format_args!("\nMend it: {}", text("fix")));
    if let Some(link) = value["link"].as_str() {
        output::line(format_args!("  {link}"));
    }
    output::line(format_args!("Action: {}", text("action")));
    let list = |key: &str| {
        let all: Vec<_> = value[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        all.join(", ")
    };
    if let Some(of) = value["twin"]["of"].as_str() {
        output::line(format_args!("Made from: {of}, whose parameters it has"));
    }
    if !list("twins").is_empty() {
        output::line(format_args!("Twins: {}", list("twins")));
    }
    output::line(format_args!("Maps: {}", list("maps")));
}

/// What has to hold; of a twin that looks at groups, for each of them.
fn condition(catalog: &Catalog, value: &Value) -> String {
    let check = value["id"].as_str().and_then(|id| id.parse().ok()).and_then(|id| catalog.checks.get(&id));
    let pass = value["pass"].as_str().unwrap_or_default();
    match check.and_then(|check| check.twin.as_ref()).map(|twin| &twin.kind) {
        Some(TwinKind::Overrides { values }) => {
            let names: Vec<_> = values.keys().map(|name| format!("`{name}`")).collect();
            let what = if names.len() == 1 { "its value as" } else { "its own" };
            format!("  for every group, with {what} {}:\n{}", names.join(", "), indented(pass))
        }
        _ => indented(pass),
    }
}

fn right(right: &Value) -> String {
    let Some(classic) = right["classic"].as_str() else { return "no right of its own".to_owned() };
    let mut text = format!("needs {classic}");
    let granular: Vec<_> =
        right["granular"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !granular.is_empty() {
        let _ = write!(text, ", or the granular {}", granular.join(" or "));
    }
    text
}

fn indented(text: &str) -> String {
    text.trim().lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

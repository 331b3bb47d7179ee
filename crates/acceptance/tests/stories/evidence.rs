//! What must be true of everything kept, whatever happened: looked up in the database, past the product.

use acceptance::{House, within};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Stdio,
    time::Duration,
};
use tokio::{io::AsyncWriteExt, process::Command};

/// Longer than the lease of a sequencer that was killed.
const NUMBERED_WITHIN: Duration = Duration::from_secs(20);

/// How many signals each set of the Zoom connector has, absences among them.
const SIGNALS: [(&str, i64); 9] = [
    ("settings", 5),
    ("locks", 2),
    ("domains", 2),
    ("people", 3),
    ("groups", 4),
    ("logs", 1),
    ("sign_ins", 1),
    ("apps", 1),
    ("app.user", 1),
];

/// RFC 6962 with Python's hashlib: leaf hashes and the root over them, owing nothing to the product.
const TREE: &str = r#"
import hashlib, json, sys
bodies = [bytes.fromhex(body) for body in json.load(sys.stdin)]
leaves = [hashlib.sha256(b"\0" + body).digest() for body in bodies]
def root(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    return hashlib.sha256(b"\1" + root(hashes[:k]) + root(hashes[k:])).digest()
print(json.dumps({"leaves": [leaf.hex() for leaf in leaves], "root": root(leaves).hex(),
                  "said": [json.loads(body) for body in bodies]}))
"#;

/// The outcomes that leaves commit to, by docs/ledger-format.md alone: the opening is what the leaf committed to, and
/// the row is what the opening has the digest of.
const OUTCOMES: &str = r#"
import datetime, hashlib, json, sys
leaves, openings, rows = json.load(sys.stdin)
canonical = lambda value: json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
rows, seen = {row["id"]: row for row in rows}, set()
for leaf in leaves:
    if leaf["kind"] != "outcome.changed":
        continue
    assert leaf["version"] == 2 and set(leaf["commitments"]) == {"outcomes"}, leaf
    opening = openings[leaf["id"]]
    told = json.loads(opening["value"])
    bound = b"vouchsafe.commitment.v1\n" + bytes.fromhex(opening["salt"]) + canonical(told).encode()
    assert hashlib.sha256(bound).hexdigest() == leaf["commitments"]["outcomes"], leaf
    for id, digest in told.items():
        assert id not in seen, id
        seen.add(id)
        row = rows[id]
        at = datetime.datetime.fromtimestamp(row["observed_at"] / 1000, datetime.timezone.utc)
        # The first of a check follows nothing, or the last under an id that the check had before.
        before = [r["id"] for r in rows.values() if r["instance"] == row["instance"] and (
            r["check_id"] == row["check_id"] and r["number"] == row["number"] - 1 and
            r["closed_at"] == row["recorded_at"] if row["number"] > 1 else
            r["check_id"] != row["check_id"] and r["closed_at"] == row["recorded_at"])]
        records = [canonical({
            "check": row["check_id"], "id": id, "instance": row["instance"], "outcome": json.loads(row["body"]),
            "observed_at": at.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (row["observed_at"] % 1000),
            "previous": previous,
        }) for previous in [None, *before]]
        assert row["instance"] == leaf["subject"]["instance"], leaf
        assert digest in [hashlib.sha256(record.encode()).hexdigest() for record in records], records
assert seen == set(rows), seen ^ set(rows)
print(len(seen))
"#;

fn text<'a>(row: &'a Value, column: &str) -> &'a str {
    row[column].as_str().unwrap_or_else(|| panic!("{column} of {row:#}"))
}

fn number(row: &Value, column: &str) -> i64 {
    row[column].as_i64().unwrap_or_else(|| panic!("{column} of {row:#}"))
}

/// Nothing is under way, and nothing that is due waits. For a house whose clock is the machine's.
pub async fn quiet(house: &House, limit: Duration) {
    within(limit, "everything that was begun is done", async || {
        let busy = format!(
            "SELECT id FROM job WHERE state = 'running' OR state = 'waiting' AND due <= {}",
            now_ms()
        );
        let runs = house.rows("SELECT id FROM run WHERE ended_at IS NULL").await;
        (runs.is_empty() && house.rows(&busy).await.is_empty()).then_some(())
    })
    .await;
}

fn now_ms() -> u128 {
    #[expect(clippy::disallowed_methods, reason = "what the server's own clock shows, in another process")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()
}

/// Every set is whole, every history contiguous, and the ledger says the same as the tables.
pub async fn agrees(house: &House) {
    assert_eq!(house.rows("SELECT kind, error FROM job WHERE state = 'dead'").await, Vec::<Value>::new());
    sets_are_whole(house).await;
    histories_are_contiguous(house).await;
    // The house lives on while it is looked at: what was there before the ledger was read has its leaves, and what has a
    // leaf is there after.
    let ended = "SELECT id FROM run WHERE ended_at IS NOT NULL";
    let received = "SELECT id FROM event";
    let before = (ids(&house.rows(ended).await), ids(&house.rows(received).await));
    let leaves = ledger_is_whole(house).await;
    outcomes_are_as_they_were_judged(house, &leaves).await;
    let after = (ids(&house.rows(ended).await), ids(&house.rows(received).await));
    for (kind, of, before, after) in
        [("run.completed", "run", before.0, after.0), ("event.received", "event", before.1, after.1)]
    {
        let told = subjects(&leaves, kind, of);
        assert!(before.is_subset(&told), "without a leaf: {:?}", before.difference(&told));
        assert!(told.is_subset(&after), "a leaf of nothing: {:?}", told.difference(&after));
    }
}

/// A run's set appears once, with all of its signals, and exactly when the run's line says so.
async fn sets_are_whole(house: &House) {
    let commits = house
        .rows(
            "SELECT s.instance, s.number, s.run, s.set_name, count(r.signal) AS signals FROM set_commit s \
             LEFT JOIN reading r ON r.instance = s.instance AND r.number = s.number \
             GROUP BY s.instance, s.number, s.run, s.set_name ORDER BY s.instance, s.number",
        )
        .await;
    let mut of_run = BTreeMap::<&str, Vec<&str>>::new();
    let mut next = BTreeMap::<&str, i64>::new();
    for commit in &commits {
        let expected = SIGNALS.iter().find(|(set, _)| *set == text(commit, "set_name"));
        let expected = expected.unwrap_or_else(|| panic!("a set that is not known here: {commit:#}")).1;
        assert_eq!(number(commit, "signals"), expected, "a set is whole: {commit:#}");
        let next = next.entry(text(commit, "instance")).or_insert(1);
        assert_eq!(number(commit, "number"), *next, "commits are numbered without gaps");
        *next += 1;
        of_run.entry(text(commit, "run")).or_default().push(text(commit, "set_name"));
    }
    for run in &house.rows("SELECT id, sets FROM run").await {
        let line: Vec<Value> = serde_json::from_str(text(run, "sets")).unwrap();
        let committed = line.iter().filter(|set| set["state"] == "committed");
        let mut said: Vec<_> = committed.map(|set| set["set"].as_str().unwrap()).collect();
        let mut kept = of_run.remove(text(run, "id")).unwrap_or_default();
        said.sort_unstable();
        kept.sort_unstable();
        assert_eq!(said, kept, "what a run says it read, and what is kept of it, once each");
    }
    assert!(of_run.is_empty(), "no set without its run: {of_run:?}");
}

/// Numbered from 1, each ends where the next begins, and one is open.
async fn histories_are_contiguous(house: &House) {
    let rows = house
        .rows(
            "SELECT instance, check_id, number, recorded_at, closed_at FROM outcome \
             ORDER BY instance, check_id, number",
        )
        .await;
    let mut histories = BTreeMap::<_, Vec<&Value>>::new();
    for row in &rows {
        histories.entry((text(row, "instance"), text(row, "check_id"))).or_default().push(row);
    }
    assert!(!histories.is_empty());
    for history in histories.values() {
        for (index, row) in history.iter().enumerate() {
            assert_eq!(number(row, "number"), i64::try_from(index).unwrap() + 1, "{history:#?}");
            let next = history.get(index + 1).map_or(&Value::Null, |next| &next["recorded_at"]);
            assert_eq!(&row["closed_at"], next, "{history:#?}");
        }
    }
}

/// Every interval is one that a leaf commits to, with the one before it.
async fn outcomes_are_as_they_were_judged(house: &House, leaves: &[Value]) {
    let rows = house
        .rows("SELECT id, instance, check_id, number, body, observed_at, recorded_at, closed_at FROM outcome")
        .await;
    let openings = house.rows("SELECT leaf, salt, value FROM ledger_opening WHERE name = 'outcomes'").await;
    let openings: serde_json::Map<_, _> =
        openings.into_iter().map(|opening| (text(&opening, "leaf").to_owned(), opening)).collect();
    let seen = python(OUTCOMES, &serde_json::json!([leaves, openings, rows])).await;
    assert_eq!(seen, rows.len());
}

/// All leaves numbered without gaps, and the signed head over all of them; returns what they say.
pub async fn ledger_is_whole(house: &House) -> Vec<Value> {
    let leaves = within(NUMBERED_WITHIN, "every leaf has its number", async || {
        let leaves = house.rows("SELECT seq, body, leaf_hash FROM ledger_leaf ORDER BY seq").await;
        leaves.iter().all(|leaf| leaf["seq"].is_i64()).then_some(leaves)
    })
    .await;
    for (index, leaf) in leaves.iter().enumerate() {
        assert_eq!(number(leaf, "seq"), i64::try_from(index).unwrap(), "no gap");
    }
    let heads = house.rows("SELECT size, root, note FROM ledger_checkpoint ORDER BY size DESC").await;
    assert_eq!(
        number(&heads[0], "size"),
        i64::try_from(leaves.len()).unwrap(),
        "the head is over all leaves"
    );
    let bodies: Vec<_> = leaves.iter().map(|leaf| leaf["body"].clone()).collect();
    let tree = python(TREE, &Value::from(bodies)).await;
    let hashes: Vec<_> = leaves.iter().map(|leaf| leaf["leaf_hash"].clone()).collect();
    assert_eq!(tree["leaves"], Value::from(hashes));
    assert_eq!(tree["root"], heads[0]["root"]);
    assert_eq!(text(&heads[0], "note").lines().nth(1), Some(leaves.len().to_string().as_str()));
    tree["said"].as_array().unwrap().clone()
}

fn subjects(leaves: &[Value], kind: &str, of: &str) -> BTreeSet<String> {
    let about = leaves.iter().filter(|leaf| leaf["kind"] == kind);
    let named: Vec<_> = about.map(|leaf| leaf["subject"][of].as_str().unwrap().to_owned()).collect();
    let distinct: BTreeSet<_> = named.iter().cloned().collect();
    assert_eq!(named.len(), distinct.len(), "one leaf each");
    distinct
}

fn ids(rows: &[Value]) -> BTreeSet<String> {
    rows.iter().map(|row| text(row, "id").to_owned()).collect()
}

pub async fn python(program: &str, input: &Value) -> Value {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).await.unwrap();
    let ended = child.wait_with_output().await.unwrap();
    assert!(ended.status.success());
    serde_json::from_slice(&ended.stdout).unwrap()
}

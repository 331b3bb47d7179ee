//! Another binary cannot load what counts: nothing vanishes from a figure, and it is told.

use crate::{
    catalog::{check, files},
    house::*,
    service::Service,
};
use assure::SourceFile;
use engine::PackFiles;
use model::{Clock, Undetected, Verdict};
use store::testing::TestDb;

/// Fails while the set `c` is on, beside a check of the same action that passes.
fn off() -> SourceFile {
    let body = "reads:\n  on: { at: \"c#/on\", type: bool }\npass: on == false\n\
                examples: { pass: [{ on: false }], fail: [{ on: true }] }";
    check("c-off", "b", body)
}

/// What a binary brings that reads nothing of the set `c` any more.
fn without_c() -> PackFiles {
    let mut all = files(&[off()]);
    for file in &mut all.packs {
        file.text = file.text.replace("  - { name: c, title: C, right: read, personal: [email] }\n", "");
    }
    all
}

impl House {
    /// Every start has all checks judged.
    async fn judged_since_the_start(&self, expected: Verdict) {
        let judged = async || self.history("c-off").await[0].verdict == expected;
        eventually("another verdict", judged).await;
        self.settled().await;
    }
}

#[tokio::test]
async fn a_check_that_counts_and_does_not_load_stays_in_every_figure() {
    for db in TestDb::ALL {
        let mut house = House::with(db, &[off()], Service::new()).await;
        assert_eq!(house.figures().await, (3, 1, 0, Some(666)));
        let before = house.node.clock.now();
        house.advance(MINUTE);

        house.node.rest().await;
        house.upgrade_to(without_c()).await;
        house.judged_since_the_start(Verdict::Undetected).await;
        assert_eq!(house.figures().await, (2, 0, 2, Some(333)), "the failure is no pass, nor is it gone");
        let overview = house.node.engine.overview(&house.ada, None).await.unwrap();
        let (decided, all) = (overview.score.coverage.decided, overview.score.coverage.all);
        assert_eq!((decided, all), (2, 4));
        let told: Vec<_> = overview
            .problems
            .iter()
            .filter(|problem| problem.message.contains("A check that counts cannot judge"))
            .map(|problem| problem.message.as_str())
            .collect();
        assert_eq!(told.len(), 2, "{:?}", overview.problems);
        assert!(
            told[0].contains("pager/checks/c-off.yaml") && told[0].contains("Pack updates"),
            "{}",
            told[0]
        );

        let latest = house.history("c-off").await.remove(0);
        let reason = latest.reason.expect("a reason");
        assert_eq!((latest.verdict, reason.code), (Verdict::Undetected, Undetected::CheckRefused));
        assert!(reason.text.contains("is not a signal of pager"), "{}", reason.text);
        assert_eq!(house.told_why("c-off").await[0], "Its file does not load any more.");

        // Neither what is read since nor another start turns it; the past is as it was.
        house.advance(MINUTE);
        house.refresh().await;
        house.node.rest().await;
        house.upgrade_to(without_c()).await;
        assert_eq!(house.figures().await, (2, 0, 2, Some(333)));
        let then = house.node.engine.overview(&house.ada, Some(before)).await.unwrap();
        assert_eq!((then.score.percentage_tenths, then.score.coverage.decided), (Some(666), 4));

        // The binary that accepted it judges again.
        house.upgrade(&[off()]).await;
        house.judged_since_the_start(Verdict::Failed).await;
        assert_eq!(house.figures().await, (3, 1, 0, Some(666)));
        assert_eq!(house.told_why("c-off").await[0], "Its file loads again.");
    }
}

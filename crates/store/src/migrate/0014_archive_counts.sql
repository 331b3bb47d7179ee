-- Counts of the archive are kept as what each transaction changed, so that a page that shows them needs not count every
-- row. A line is what a day's line shows; a total is over items. Rows are only added, so that no transaction waits for
-- another, and are summed up once a day.
CREATE TABLE archive_count (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    day BIGINT NOT NULL,
    -- How a delivery stands; or revisions, bytes.
    what TEXT NOT NULL,
    line BIGINT NOT NULL,
    total BIGINT NOT NULL
);
CREATE INDEX archive_count_day ON archive_count (instance, day, what);

INSERT INTO archive_count (instance, day, what, line, total)
    SELECT instance, day, state, COUNT(*), COUNT(*) FROM archive_delivery GROUP BY instance, day, state;
INSERT INTO archive_count (instance, day, what, line, total)
    SELECT instance, day, state, COUNT(*), 0 FROM archive_delivery_past GROUP BY instance, day, state;
INSERT INTO archive_count (instance, day, what, line, total)
    SELECT instance, day, 'revisions', COUNT(*), COUNT(*) FROM revision GROUP BY instance, day;
INSERT INTO archive_count (instance, day, what, line, total)
    SELECT instance, day, 'bytes', CAST(SUM(size) AS BIGINT), CAST(SUM(size) AS BIGINT) FROM revision
    WHERE size IS NOT NULL GROUP BY instance, day;

-- Indexes of what is looked for, and of nothing else: what was delivered is by far the most.
DROP INDEX archive_delivery_open;
DROP INDEX archive_delivery_day;
DROP INDEX archive_delivery_past_day;
CREATE INDEX archive_delivery_again ON archive_delivery (instance, next_at, revision, user_id)
    WHERE state = 'waiting' AND attempts > 0;
CREATE INDEX archive_delivery_quarantined ON archive_delivery (instance, revision, user_id)
    WHERE state = 'quarantined';
CREATE INDEX archive_delivery_failed ON archive_delivery (instance, day, revision, user_id)
    WHERE state IN ('failed', 'quarantined', 'partial');
CREATE INDEX archive_delivery_past_failed ON archive_delivery_past (instance, day, revision, user_id)
    WHERE state IN ('failed', 'quarantined', 'partial');

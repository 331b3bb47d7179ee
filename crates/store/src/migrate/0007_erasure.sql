-- When personal data were erased from a content. Its hash stays what it was when the content was read.
ALTER TABLE signal_content ADD COLUMN erased_at BIGINT;
CREATE INDEX reading_content ON reading (content);

-- When somebody last spoke of a test. Changing another field opens an interval of the status as well, and says nothing
-- of what was tested.
ALTER TABLE status ADD COLUMN test_set_at BIGINT;
UPDATE status SET test_set_at = recorded_at WHERE test <> 'none';

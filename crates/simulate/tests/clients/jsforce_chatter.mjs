// jsforce, unmodified, reads what people write: posts with deleted ones, a file, deletions, mentions.
// Arguments: the folder in which jsforce is installed, the address, username, password with security token.
// Prints what was read as JSON.

import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import path from 'node:path';

const [folder, loginUrl, username, password] = process.argv.slice(2);
const jsforce = createRequire(path.join(folder, 'package.json'))('jsforce');
const connection = new jsforce.Connection({ loginUrl, version: '64.0' });
await connection.login(username, password);
const report = {};

const soql = 'SELECT Id, IsDeleted, Body FROM FeedItem ORDER BY SystemModstamp, Id';
const there = await connection.query(soql).run({ autoFetch: true, maxFetch: 100_000 });
const all = await connection.query(soql, { scanAll: true }).run({ autoFetch: true, maxFetch: 100_000, scanAll: true });
report.posts = [there.records.length, all.records.length];

const [version] = (
  await connection.query("SELECT Id, Checksum, ContentSize FROM ContentVersion WHERE Title = 'Mooring plan'")
).records;
const hash = createHash('md5');
let size = 0;
for await (const chunk of connection.sobject('ContentVersion').record(version.Id).blob('VersionData')) {
  hash.update(chunk);
  size += chunk.length;
}
report.file = [size === version.ContentSize, hash.digest('hex') === version.Checksum];

const end = new Date();
const start = new Date(end.getTime() - 29 * 86_400_000);
const deleted = await connection.sobject('FeedItem').deleted(start, end);
report.deletions = deleted.deletedRecords.length;

const mentioning = there.records.find((post) => post.Body?.includes('@Tom Healy'));
const told = await connection.chatter.resource(`/feed-elements/batch/${mentioning.Id}`).retrieve();
report.mentions = told.results[0].result.body.messageSegments.filter((one) => one.type === 'Mention').map((one) => one.name);

console.log(JSON.stringify(report));

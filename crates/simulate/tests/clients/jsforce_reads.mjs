// jsforce, unmodified: signs in by SOAP, reads over REST and the metadata API, and meets the end of its session.
// Arguments: the folder in which jsforce is installed, the address, username, password with security token.
// Prints what was read as JSON.

import { createRequire } from 'node:module';
import path from 'node:path';

const [folder, loginUrl, username, password] = process.argv.slice(2);
const jsforce = createRequire(path.join(folder, 'package.json'))('jsforce');
const report = {};
const connect = (options = {}) => new jsforce.Connection({ loginUrl, version: '64.0', ...options });
const refusal = async (task) => {
  try {
    await task();
    return 'no refusal';
  } catch (refused) {
    return { code: refused.errorCode ?? null, message: refused.message };
  }
};

report.wrong = await refusal(() => connect().login(username, 'wrong'));
const connection = connect();
const user = await connection.login(username, password);
report.ids = [user.id.length, user.organizationId.slice(0, 3), connection.instanceUrl === loginUrl];

const users = await connection.query('SELECT Id, Username, Profile.Name FROM User ORDER BY Username');
report.users = [users.totalSize, users.done, typeof users.records[0].Profile.Name];
const all = await connection.query('SELECT Id FROM LoginHistory').run({ autoFetch: true, maxFetch: 100_000 });
report.history = [all.records.length, new Set(all.records.map((record) => record.Id)).size];
report.usage = connection.limitInfo.apiUsage.limit;
const health = await connection.tooling.query('SELECT DurableId, OrgValueRaw FROM SecurityHealthCheckRisks');
report.health = [health.totalSize, health.records[0].DurableId];
report.metadata = await refusal(async () => {
  const settings = await connection.metadata.read('SecuritySettings', 'Security');
  report.security = [settings.fullName, settings.passwordPolicies.minimumPasswordLength];
  const listed = await connection.metadata.list([{ type: 'Certificate' }], '64.0');
  report.certificates = [].concat(listed).map((one) => one.fullName).sort();
  const described = await connection.metadata.describe('64.0');
  report.types = described.metadataObjects.length;
});
report.field = await refusal(() => connection.query('SELECT Nonsense FROM User'));
const identity = await connection.identity();
report.identity = identity.username;

// By REST and by SOAP an ended session is found out; whoever signed in with a password signs in again by itself.
const ended = connect({ instanceUrl: loginUrl, accessToken: 'nonsense' });
report.ended = await refusal(() => ended.query('SELECT Id FROM User'));
report.endedSoap = await refusal(() => ended.metadata.read('SecuritySettings', 'Security'));
const before = connection.accessToken;
await connect({ instanceUrl: loginUrl, accessToken: before }).logout();
const again = await connection.query('SELECT Id FROM User LIMIT 1');
report.again = [again.totalSize, connection.accessToken !== before];

console.log(JSON.stringify(report));

"""simple-salesforce, unmodified, reads what people write: posts with deleted ones, a file, deletions.

Arguments: the plain address, the address with TLS, username, password, security token.
Prints what was read as JSON.
"""

import datetime
import hashlib
import json
import sys

from simple_salesforce import Salesforce, SalesforceLogin
from simple_salesforce.exceptions import SalesforceMalformedRequest, SalesforceResourceNotFound

plain, secure, username, password, token = sys.argv[1:6]
session, _ = SalesforceLogin(username=username, password=password, security_token=token, scratch_url=plain,
                             sf_version="64.0")
sf = Salesforce(session_id=session, instance_url=secure, version="64.0")
report = {}

posts = "SELECT Id, Type, Body, IsDeleted, Parent.Name, CreatedBy.Email FROM FeedItem ORDER BY SystemModstamp, Id"
there = sf.query_all(posts)
everything = sf.query_all(posts, include_deleted=True)
report["posts"] = [there["totalSize"], len(there["records"])]
report["with deleted"] = [everything["totalSize"], sum(one["IsDeleted"] for one in everything["records"])]
report["in groups"] = sorted({one["Parent"]["Name"] for one in there["records"]
                              if one["Parent"]["attributes"]["type"] == "Name"} & {"Harbour notices", "Tariff review"})
report["bodies"] = any("横浜" in (one["CommentBody"] or "")
                       for one in sf.query_all("SELECT CommentBody FROM FeedComment")["records"])

version = sf.query("SELECT Id, Checksum, ContentSize, VersionData FROM ContentVersion WHERE Title = 'Mooring plan'")
version = version["records"][0]
data = sf.ContentVersion.get_base64(version["Id"], "VersionData")
report["file"] = [len(data) == version["ContentSize"], hashlib.md5(data).hexdigest() == version["Checksum"],
                  version["VersionData"].endswith(version["Id"] + "/VersionData")]
try:
    sf.ContentVersion.get_base64("068000000000000AAA", "VersionData")
except SalesforceResourceNotFound as refused:
    report["no file"] = refused.content[0]["errorCode"]

end = datetime.datetime.now(tz=datetime.timezone.utc)
deleted = sf.FeedItem.deleted(end - datetime.timedelta(days=29), end)
report["deletions"] = len(deleted["deletedRecords"])
updated = sf.FeedItem.updated(end - datetime.timedelta(days=29), end)
report["updates"] = [len(updated["ids"]) > 10, not set(updated["ids"]) & {one["id"] for one in deleted["deletedRecords"]}]
try:
    sf.FeedItem.deleted(end - datetime.timedelta(days=40), end)
except SalesforceMalformedRequest as refused:
    report["too far back"] = refused.content[0]["errorCode"]
print(json.dumps(report))

"""simple-salesforce, unmodified: signs in by SOAP, reads over TLS, and reads metadata through zeep.

Arguments: the plain address, the address with TLS, username, password, security token, organization id.
Prints what was read as JSON.
"""

import json
import sys

from simple_salesforce import Salesforce, SalesforceLogin
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceGeneralError,
    SalesforceMalformedRequest,
)

plain, secure, username, password, token, organization = sys.argv[1:7]
report = {}


def sign_in(**changed):
    order = dict(username=username, password=password, security_token=token,
                 scratch_url=plain, sf_version="64.0")
    order.update(changed)
    return SalesforceLogin(**order)


def refusal(**changed):
    try:
        sign_in(**changed)
    except SalesforceAuthenticationFailed as refused:
        return refused.code
    return "signed in"


session, instance = sign_in()
report["instance"] = instance
report["refusals"] = {
    "wrong password": refusal(password="wrong"),
    "without token": refusal(security_token=""),
    "token by organization": refusal(security_token=None, organizationId=organization),
    "too new": refusal(sf_version="65.0"),
}

sf = Salesforce(session_id=session, instance_url=secure, version="64.0")
report["sandbox"] = sf.is_sandbox()
users = sf.query("SELECT Id, Username, Profile.Name FROM User WHERE IsActive = true ORDER BY Username")
report["users"] = [users["totalSize"], users["records"][0]["Profile"]["Name"]]
history = "SELECT Id, LoginTime FROM LoginHistory"
first = sf.query(history)
pages, records = 1, list(first["records"])
page = first
while not page["done"]:
    page = sf.query_more(page["nextRecordsUrl"], identifier_is_url=True)
    pages, records = pages + 1, records + page["records"]
report["history"] = {
    "pages": pages,
    "total": first["totalSize"],
    "unique": len({record["Id"] for record in records}),
    "all": len(sf.query_all(history)["records"]),
    "iterated": sum(1 for _ in sf.query_all_iter(history)),
    "deleted too": sf.query(history, include_deleted=True)["totalSize"],
}
report["limits"] = sf.limits()["DailyApiRequests"]["Max"]
report["usage"] = sf.api_usage["api-usage"].total
report["described"] = sf.User.describe()["name"]
report["objects"] = any(one["name"] == "LoginHistory" for one in sf.describe()["sobjects"])
health = sf.toolingexecute("query/?q=SELECT+Score+FROM+SecurityHealthCheck")
report["score"] = health["records"][0]["Score"]
try:
    sf.query("SELECT Nonsense FROM User")
except SalesforceMalformedRequest as refused:
    report["wrong field"] = refused.content[0]["errorCode"]

try:
    settings = sf.mdapi.SecuritySettings.read("Security")
    report["metadata"] = {
        "length": settings.passwordPolicies.minimumPasswordLength,
        "locked": settings.sessionSettings.lockSessionsToDomain,
        "ranges": [one.start for one in settings.networkAccess.ipRanges],
        "dispositions": len(sf.mdapi.FileUploadAndDownloadSecuritySettings.read(
            "FileUploadAndDownloadSecurity").dispositions),
        "certificates": sorted(one.fullName for one in sf.mdapi.list_metadata([{"type": "Certificate"}])),
        "types": sorted(one.xmlName for one in sf.mdapi.describe_metadata().metadataObjects),
    }
    names = report["metadata"]["certificates"]
    report["metadata"]["key sizes"] = [one.keySize for one in sf.mdapi.Certificate.read(names)]
except Exception as refused:  # zeep's own: its fault has the words only
    report["metadata"] = str(refused)

ended = Salesforce(session_id=session + "x", instance_url=secure, version="64.0")
try:
    ended.query("SELECT Id FROM User")
except SalesforceExpiredSession as refused:
    report["ended"] = refused.content[0]["errorCode"]
try:
    sf.restful("nonsense")
except SalesforceGeneralError as refused:
    report["nonsense"] = refused.status
except Exception as refused:
    report["nonsense"] = getattr(refused, "status", str(refused))

print(json.dumps(report))

"""zeep in its strict mode, with Salesforce's own WSDLs as two client packages bring them: whatever is out of order,
missing or of a wrong type is refused.

Arguments: partner WSDL, metadata WSDL, address, username, password with security token.
Prints what was read as JSON.
"""

import json
import sys

from zeep import Client, Settings
from zeep.exceptions import Fault

partner_wsdl, metadata_wsdl, base, username, password = sys.argv[1:]
report = {}
strict = Settings(strict=True, xml_huge_tree=False)


def service(wsdl, binding, path):
    client = Client(wsdl, settings=strict)
    return client, client.create_service(binding, base + path)


partner, api = service(partner_wsdl, "{urn:partner.soap.sforce.com}SoapBinding", "/services/Soap/u/64.0")
try:
    api.login(username, "wrong")
except Fault as fault:
    detail = fault.detail[0]
    report["fault"] = [fault.code, detail.tag, [child.tag.split("}")[1] for child in detail]]
signed = api.login(username, password)
report["login"] = [signed.passwordExpired, signed.userInfo.sessionSecondsValid, signed.userInfo.userName]
header = partner.get_element("{urn:partner.soap.sforce.com}SessionHeader")(sessionId=signed.sessionId)
options = partner.get_element("{urn:partner.soap.sforce.com}QueryOptions")(batchSize=200)
call = dict(_soapheaders=[header, options])
call_only = dict(_soapheaders=[header])


def body(response):
    """The body beside the header that tells the usage."""
    return response.body.result if hasattr(response, "body") else response


def fields(record):
    # A nested record is a record; a value that says its type is a value; others stay elements.
    name = lambda one: one.tag.split("}")[1] if hasattr(one, "tag") else type(one).__name__
    return [name(element) for element in record._value_1]


users = body(api.query("SELECT Id, Username, Profile.Name, LastLoginDate FROM User ORDER BY Username", **call))
report["users"] = [users.size, users.done, users.records[0].type, fields(users.records[0])]
first = api.query("SELECT Id, LoginTime FROM LoginHistory", **call)
report["usage"] = first.header.LimitInfoHeader.limitInfo[0].limit
page, read = body(first), len(body(first).records)
while not page.done:
    page = body(api.queryMore(page.queryLocator, **call))
    read += len(page.records)
report["history"] = [page.size, read]
groups = body(api.query(
    "SELECT ApiType, Status, COUNT(Id) logins, MAX(LoginTime) latest FROM LoginHistory GROUP BY ApiType, Status",
    **call))
report["groups"] = [groups.records[0].type, fields(groups.records[0])]
try:
    api.query("SELECT Nonsense FROM User", **call)
except Fault as fault:
    detail = fault.detail[0]
    report["query fault"] = [detail.tag, [child.tag.split("}")[1] for child in detail]]
try:
    api.queryMore("0r8nonsense", **call)
except Fault as fault:
    report["locator fault"] = [child.text for child in fault.detail[0].iter() if not len(child)]
report["user info"] = body(api.getUserInfo(**call_only)).organizationName
report["timestamp"] = body(api.getServerTimestamp(**call_only)).timestamp is not None

metadata, meta = service(
    metadata_wsdl, "{http://soap.sforce.com/2006/04/metadata}MetadataBinding", "/services/Soap/m/63.0")
header = metadata.get_element("{http://soap.sforce.com/2006/04/metadata}SessionHeader")(sessionId=signed.sessionId)
report["metadata"] = {}
for kind, names in {
    "SecuritySettings": ["Security"],
    "MyDomainSettings": ["MyDomain"],
    "ConnectedAppSettings": ["ConnectedApp"],
    "OauthOidcSettings": ["OauthOidc"],
    "EventSettings": ["Event"],
    "FileUploadAndDownloadSecuritySettings": ["FileUploadAndDownloadSecurity"],
    "SharingSettings": ["Sharing"],
    "UserManagementSettings": ["UserManagement"],
    "ConnectedApp": None,
    "ProfilePasswordPolicy": None,
    "Certificate": None,
}.items():
    if names is None:
        listed = meta.listMetadata([{"type": kind}], 63.0, _soapheaders=[header])
        names = [one.fullName for one in listed]
    read = meta.readMetadata(kind, names, _soapheaders=[header])
    records = read if isinstance(read, list) else read.records
    report["metadata"][kind] = [[type(one).__name__, one.fullName] for one in records]
missing = meta.readMetadata("SecuritySettings", ["Nothing"], _soapheaders=[header])
report["missing"] = str(missing if isinstance(missing, list) else missing.records)
report["types"] = len(meta.describeMetadata(63.0, _soapheaders=[header]).metadataObjects)

print(json.dumps(report))

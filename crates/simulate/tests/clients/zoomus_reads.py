"""Signs in to a simulated Zoom with the unmodified client zoomus and prints, as JSON, what it read.

Arguments: account id, client id, client secret, and the base URL; without a base URL zoomus keeps the hosts
that it has from its makers, and has to be led to the simulator by a proxy.
"""

import datetime
import json
import sys

from zoomus import ZoomClient

PAGES_MAX = 100


def pages(call, key, size=1, **query):
    """All rows of a list and the number of pages that they came in."""
    rows, token = [], ""
    for page in range(1, PAGES_MAX + 1):
        if token:
            query["next_page_token"] = token
        response = call(page_size=size, **query)
        response.raise_for_status()
        reply = response.json()
        rows += reply[key]
        token = reply.get("next_page_token", "")
        if not token:
            return rows, page
    raise SystemExit(f"{key}: more than {PAGES_MAX} pages")


account_id, client_id, client_secret, *base = sys.argv[1:]
hosts = {"base_uri": base[0] + "/v2", "oauth_uri": base[0] + "/oauth/token"} if base else {}
client = ZoomClient(client_id, client_secret, account_id, **hosts)


def read(path, **query):
    """A reply that zoomus has no method for, by its request API."""
    return client.user.get_request(path, params=query).json()


users, user_pages = pages(client.user.list, "users")
groups, group_pages = pages(client.group.list, "groups")
roles = client.role.list().json()["roles"]
members = {role["name"]: pages(client.role.get_members, "members", id=role["id"])[0] for role in roles}
privileges = {role["name"]: client.role.get(id=role["id"]).json()["privileges"] for role in roles}
group_members = {
    group["name"]: client.group.list_members(groupid=group["id"]).json().get("members", []) for group in groups
}
today = datetime.date.today()
week_ago = today - datetime.timedelta(days=7)
span = {"start_time": week_ago, "end_time": today}
whole = read("/accounts/me/settings")
security = read("/accounts/me/settings", option="meeting_security")
locks = read("/accounts/me/lock_settings")
log = {"from": str(week_ago), "to": str(today)}
print(
    json.dumps(
        {
            "users": [user["email"] for user in users],
            "user_pages": user_pages,
            "groups": [group["name"] for group in groups],
            "group_pages": group_pages,
            "group_members": {name: [member["email"] for member in rows] for name, rows in group_members.items()},
            "roles": {role["name"]: role["total_members"] for role in roles},
            "members": {name: [member["email"] for member in rows] for name, rows in members.items()},
            "administrative": sorted(name for name, rights in privileges.items() if rights),
            "hosts": client.report.get_account_report(**span).json().get("users"),
            "daily": client.report.get_daily_report(month=week_ago.month, year=week_ago.year).json(),
            "operations": read("/report/operationlogs", **log).get("operation_logs"),
            "sections": sorted(whole),
            "waiting_room": security["meeting_security"]["waiting_room"],
            "locked": locks.get("in_meeting", {}).get("e2e_encryption"),
            "locks_code": locks.get("code"),
        }
    )
)

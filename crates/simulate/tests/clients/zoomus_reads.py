"""Signs in to a simulated Zoom with the unmodified client zoomus and prints, as JSON, what it read.

Arguments: base URL, account id, client id, client secret.
"""

import json
import sys

from zoomus import ZoomClient

PAGES_MAX = 100


def pages(call, key, **query):
    """All rows of a list and the number of pages that they came in."""
    rows, token = [], ""
    for page in range(1, PAGES_MAX + 1):
        if token:
            query["next_page_token"] = token
        response = call(page_size=1, **query)
        response.raise_for_status()
        reply = response.json()
        rows += reply[key]
        token = reply.get("next_page_token", "")
        if not token:
            return rows, page
    raise SystemExit(f"{key}: more than {PAGES_MAX} pages")


base, account_id, client_id, client_secret = sys.argv[1:]
client = ZoomClient(
    client_id,
    client_secret,
    account_id,
    base_uri=base + "/v2",
    oauth_uri=base + "/oauth/token",
)
users, user_pages = pages(client.user.list, "users")
groups, group_pages = pages(client.group.list, "groups")
roles = client.role.list().json()["roles"]


def settings(path, **query):
    """A document that zoomus has no method for, by its request API."""
    return client.user.get_request(path, params=query).json()


whole = settings("/accounts/me/settings")
security = settings("/accounts/me/settings", option="meeting_security")
locks = settings("/accounts/me/lock_settings")
print(
    json.dumps(
        {
            "users": [user["email"] for user in users],
            "user_pages": user_pages,
            "groups": [group["name"] for group in groups],
            "group_pages": group_pages,
            "roles": {role["name"]: role["total_members"] for role in roles},
            "sections": sorted(whole),
            "waiting_room": security["meeting_security"]["waiting_room"],
            "locked": locks.get("in_meeting", {}).get("e2e_encryption"),
            "locks_code": locks.get("code"),
        }
    )
)

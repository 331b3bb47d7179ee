"""Reads a simulated Zoom with the unmodified client pyzoom and prints, as JSON, what it read.

Arguments: base URL, access token.
"""

import json
import logging
import sys

from pyzoom import ZoomClient, err

logging.disable(logging.ERROR)
base, token = sys.argv[1:]


def client(token):
    return ZoomClient(access_token=token, refresh_token="none", base_url=base + "/v2")


def refusal(call):
    """The class of what the client raises."""
    try:
        call()
    except err.APIError as error:
        return type(error).__name__
    return None


zoom = client(token)
users = zoom.raw.get_all_pages("/users", query={"page_size": 5, "status": "active"})["users"]
security = zoom.raw.get("/accounts/me/settings", query={"option": "meeting_security"}).json()
settings = zoom.raw.get("/accounts/me/settings").json()
print(
    json.dumps(
        {
            "users": len(users),
            "unique": len({user["id"] for user in users}),
            "waiting_room": security["meeting_security"]["waiting_room"],
            "host_video": settings["schedule_meeting"]["host_video"],
            "refusals": {
                "no token": refusal(lambda: client("wrong").raw.get("/users")),
                "no role": refusal(lambda: zoom.raw.get("/roles/none/members")),
                "no user": refusal(lambda: zoom.raw.get("/users/none")),
            },
        }
    )
)

"""A mail server (aiosmtpd) and a receiver of webhooks, each on a free port of loopback.

Usage: messages.py CERTIFICATE KEY USER PASSWORD SECRET FILE
The first line on standard output is JSON and says where they are; what comes is appended to FILE, a line of JSON each.
The mail server takes mail over STARTTLS only, from whoever knows the name and password. A webhook's signature is
verified with Python's own hmac, by the text of the Standard Webhooks specification.
"""

import asyncio
import base64
import email
import email.policy
import hmac
import http.server
import json
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

certificate, key_file, user, password, secret, file = sys.argv[1:]


def keep(what):
    with open(file, "a", encoding="utf-8") as kept:
        kept.write(json.dumps(what) + "\n")


class Mail:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        keep({
            "by": "mail",
            "tls": session.ssl is not None,
            "signed_in": bool(session.authenticated),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "id": message["Message-ID"],
            "subject": message["Subject"],
            "text": message.get_content(),
        })
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    known = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=known, handled=False)


class Webhook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        signing_key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.digest(signing_key, signed, "sha256")).decode()
        keep({
            "by": "webhook",
            "genuine": hmac.compare_digest(expected, self.headers["webhook-signature"]),
            "id": self.headers["webhook-id"],
            "timestamp": int(self.headers["webhook-timestamp"]),
            "body": json.loads(body),
        })
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key_file)

    def mail():
        return SMTP(
            Mail(),
            tls_context=context,
            require_starttls=True,
            authenticator=authenticate,
            auth_required=True,
            hostname="localhost",
        )

    server = await asyncio.get_running_loop().create_server(mail, "127.0.0.1", 0)
    hooks = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=hooks.serve_forever, daemon=True).start()
    places = {
        "smtp_port": server.sockets[0].getsockname()[1],
        "url": f"http://127.0.0.1:{hooks.server_port}/hook",
    }
    print(json.dumps(places), flush=True)
    await server.serve_forever()


asyncio.run(main())

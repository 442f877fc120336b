"""Signs as Django and itsdangerous do, with Debian's packages: reads a list of
jobs as JSON, prints a list of tokens.  A job is {"kind", "secret", "salt": or
none, "value", "ago": how many seconds ago, "name": of a cookie, "compress",
"algorithm": of Django's signer}.

SPDX-License-Identifier: ISC
"""
import hashlib
import json
import sys
import time
from unittest import mock

import django
import itsdangerous
from django.conf import settings
from django.core import signing
from django.http import HttpResponse


def salted(job):
    return {"salt": job["salt"]} if "salt" in job else {}


def timestamp_signer(job):
    how = {"algorithm": job["algorithm"]} if "algorithm" in job else {}
    return signing.TimestampSigner(key=job["secret"], **how, **salted(job)).sign(job["value"])


def dumps(job):
    return signing.dumps(job["value"], key=job["secret"], compress=job.get("compress", False), **salted(job))


def signed_cookie(job):
    """What the browser gets, and sends back as it is."""
    with mock.patch.object(settings, "SECRET_KEY", job["secret"]):
        response = HttpResponse()
        response.set_signed_cookie(job["name"], job["value"], **salted(job))
        return response.cookies[job["name"]].coded_value


def serializer(job):
    return itsdangerous.URLSafeTimedSerializer(job["secret"], **salted(job)).dumps(job["value"])


def flask_session(job):
    """As SecureCookieSessionInterface.get_signing_serializer."""
    how = {"key_derivation": "hmac", "digest_method": hashlib.sha1}
    return itsdangerous.URLSafeTimedSerializer(
        job["secret"], salt="cookie-session", signer_kwargs=how).dumps(job["value"])


MAKERS = {"signer": timestamp_signer, "dumps": dumps, "cookie": signed_cookie,
          "itsdangerous": serializer, "flask": flask_session}


def main():
    settings.configure(SECRET_KEY="none")
    django.setup()
    now = time.time()
    tokens = []
    for job in json.load(sys.stdin):
        with mock.patch.object(time, "time", lambda: now - job.get("ago", 0)):
            tokens.append(MAKERS[job["kind"]](job))
    json.dump(tokens, sys.stdout)


main()

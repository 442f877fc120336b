"""Presigns with boto3: reads a list of jobs as JSON, prints a list of URLs.  A
job is {"endpoint", "id", "secret", "token": of a session or none, "version":
"s3v4" or "s3", "method", "bucket", "key", "seconds", "ago": how long ago it was signed, "style": "path" or
"virtual", "more": {parameter: value}}.

SPDX-License-Identifier: ISC
"""
import json
import sys
import time
import types
from datetime import datetime, timedelta
from unittest import mock

import boto3
import botocore.auth
from botocore.client import Config


def clock(ago):
    """The module datetime, where utcnow() is some seconds ago."""
    class Earlier(datetime):
        @classmethod
        def utcnow(cls):
            return datetime.utcnow() - timedelta(seconds=ago)
    return types.SimpleNamespace(datetime=Earlier, timedelta=timedelta)


def presign(job):
    client = boto3.client(
        "s3", endpoint_url=job["endpoint"], region_name="eu-central-1",
        aws_access_key_id=job["id"], aws_secret_access_key=job["secret"],
        aws_session_token=job.get("token"),
        config=Config(signature_version=job["version"],
                      s3={"addressing_style": job.get("style", "path")}))
    now = time.time()
    with mock.patch.object(botocore.auth, "datetime", clock(job.get("ago", 0))), \
            mock.patch.object(time, "time", lambda: now - job.get("ago", 0)):
        return client.generate_presigned_url(
            job.get("method", "get_object"), ExpiresIn=job.get("seconds", 600),
            Params={"Bucket": job["bucket"], "Key": job["key"], **job.get("more", {})})


json.dump([presign(job) for job in json.load(sys.stdin)], sys.stdout)

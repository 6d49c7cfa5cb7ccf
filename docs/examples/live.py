"""Reads a batch's lines as they finish, until it has ended: python live.py BATCH"""
import os, sys, time
from openai import OpenAI

client = OpenAI(base_url=os.environ.get("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1"), api_key=os.environ["ARGOSY_API_KEY"])
path, after, ended = f"/batches/{sys.argv[1]}/results", None, False
while not ended:
    query = {"limit": 500} | ({"after": after} if after else {})
    page = client.get(path, cast_to=object, options={"params": query})
    for line in page["data"]:
        print(line["custom_id"], (line["response"] or {}).get("status_code"), line["error"])
    after = page["last_id"]
    if not page["has_more"]:
        ended = page["status"] in ("completed", "failed", "expired", "cancelled")
        time.sleep(0 if ended else 1)

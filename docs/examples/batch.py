"""A batch from upload to results with the official OpenAI SDK.

    pip install openai
    argosy serve                        # in another terminal; prints the key
    export OPENAI_BASE_URL=http://127.0.0.1:8080/v1
    export OPENAI_API_KEY=sk-argosy-…
    python batch.py embeddings.jsonl
"""

import json
import sys
import time

from openai import OpenAI

ENDED = ("completed", "failed", "expired", "cancelled")


def main(path: str) -> int:
    client = OpenAI()
    with open(path, "rb") as lines:
        endpoint = json.loads(next(lines))["url"]
        lines.seek(0)
        uploaded = client.files.create(file=lines, purpose="batch")
    batch = client.batches.create(
        input_file_id=uploaded.id, endpoint=endpoint, completion_window="24h"
    )
    while batch.status not in ENDED:
        time.sleep(0.5)
        batch = client.batches.retrieve(batch.id)
    print(batch.id, batch.status, batch.request_counts, file=sys.stderr)
    for file_id in (batch.output_file_id, batch.error_file_id):
        if file_id:
            sys.stdout.write(client.files.content(file_id).text)
    return 0 if batch.status == "completed" else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python batch.py INPUT.jsonl")
    sys.exit(main(sys.argv[1]))

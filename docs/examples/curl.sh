#!/bin/sh
# A batch from upload to results with curl and nothing else.
#
#   export ARGOSY_API_KEY=sk-argosy-…
#   sh docs/examples/curl.sh docs/examples/chat.jsonl
#
#   OPENAI_BASE_URL   the server, by default http://127.0.0.1:8080/v1
set -eu

input=${1:?usage: curl.sh INPUT.jsonl}
api=${OPENAI_BASE_URL:-http://127.0.0.1:8080/v1}
auth="Authorization: Bearer ${ARGOSY_API_KEY:?is not set}"

# The first string member of this name in an answer; jq would do it better.
member() {
  grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

# 1. upload the input
file=$(curl -fsS "$api/files" -H "$auth" -F purpose=batch -F "file=@$input" | member id)

# 2. start the batch; all lines of an input go to one endpoint
endpoint=$(head -n 1 "$input" | member url)
batch=$(curl -fsS "$api/batches" -H "$auth" -H 'Content-Type: application/json' \
  -d "{\"input_file_id\":\"$file\",\"endpoint\":\"$endpoint\",\"completion_window\":\"24h\"}" | member id)

# 3. ask how it goes until it has ended; curl -X POST "$api/batches/$batch/cancel" -H "$auth" would end it early
status=
until [ "$status" = completed ] || [ "$status" = failed ] || [ "$status" = expired ] || [ "$status" = cancelled ]; do
  sleep 1
  answer=$(curl -fsS "$api/batches/$batch" -H "$auth")
  status=$(echo "$answer" | member status)
  echo "$batch $status" >&2
done

# 4. download what succeeded, and what did not
for name in output_file_id error_file_id; do
  results=$(echo "$answer" | member "$name" || true)
  [ -z "$results" ] || curl -fsS "$api/files/$results/content" -H "$auth"
done
[ "$status" = completed ]

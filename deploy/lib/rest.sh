# Calls of the REST API with curl and jq. The token stands in a file, never on a command line.
# shellcheck shell=bash

api_base() { echo "http://127.0.0.1:$(service_port)/api/v1"; }

need_service() {
  service_runs || die 'the service does not run; ./triptych up starts it'
  [[ -s $TRIPTYCH_HOME/curlrc ]] || write_curlrc
}

# Prints the answer's body. A problem is printed as a person reads it, and the call fails.
api() { # METHOD PATH [curl options…]
  local method=$1 path=$2 body status
  shift 2
  body=$(curl -sS -K "$TRIPTYCH_HOME/curlrc" -X "$method" -w '\n%{http_code}' "$@" "$(api_base)$path") || {
    printf 'the service does not answer at %s\n' "$(api_base)" >&2
    return 1
  }
  status=${body##*$'\n'}
  body=${body%$'\n'*}
  if ((status >= 400)); then
    print_problem "$status" "$body" >&2
    return 1
  fi
  printf '%s' "$body"
}

print_problem() { # status body
  jq -er --arg log "$SERVICE_LOG" '.detail as $detail | "\(.code): \($detail)",
    (.violations // [] | if length == 1 then map(select(.message as $m | $detail | contains($m) | not)) else . end
      | .[] | "  \(.field): \(.message)"),
    "  (correlation id \(.correlationId), log: \($log))"' <<<"$2" 2>/dev/null || printf 'HTTP %s\n%s\n' "$1" "$2"
}

api_json() { # METHOD PATH, the body on stdin
  api "$1" "$2" -H 'Content-Type: application/json' --data-binary @-
}

# Bytes of output as they are, as they come. A refusal is asked for once more, to be read as what it is.
api_stream() { # PATH
  local rc=0
  curl -s -N --fail -K "$TRIPTYCH_HOME/curlrc" -H 'Accept: text/plain' "$(api_base)$1" || rc=$?
  if ((rc == 22)); then api GET "$1" >/dev/null || return 1; fi
  return "$rc"
}

path_part() { jq -rn --arg v "$1" '$v | @uri'; }

# Stores a file under a name, unless these bytes are there already.
put_artifact() { # name file → stored | unchanged
  local digest known replace=()
  digest=sha256:$(sha256sum "$2" | cut -d' ' -f1)
  known=$(api GET "/artifacts/$(path_part "$1")" 2>/dev/null | jq -r .digest) || known=
  if [[ $known == "$digest" ]]; then
    echo unchanged
    return
  fi
  if [[ -n $known ]]; then replace=(-H "If-Match: \"$known\""); fi
  api PUT "/artifacts/$(path_part "$1")" -H 'Content-Type: application/octet-stream' "${replace[@]}" --data-binary "@$2" >/dev/null
  echo stored
}

store_samples() {
  local file stored=0
  for file in "$TRIPTYCH_HOME"/samples/*.wasm; do
    [[ -e $file ]] || continue
    if [[ $(put_artifact "$(basename "$file")" "$file") == stored ]]; then stored=$((stored + 1)); fi
  done
  if ((stored == 0)); then note unchanged; else note "stored $stored"; fi
}

# Runs CPython once where a fast engine compiles it, so that nobody waits for that later; nothing when that was done.
prepare_python() {
  local temperature engines
  if [[ ! -e $TRIPTYCH_HOME/samples/python.wasm ]]; then note 'no python.wasm'; return; fi
  engines=$(api GET /host | jq -r '.drivers[] | select(.kind == "wasm") | .facts.engines')
  if [[ $engines != *wasmtime* ]]; then note 'left to its first run: without wasmtime it takes minutes'; return; fi
  api DELETE '/workloads/prepare-python?wait=gone&timeout=1m' >/dev/null 2>&1 || true
  temperature=$(api_json POST '/workloads?wait=exit&timeout=5m' <<'JSON' | jq -r '.status.currentRun.temperature // "not run"'
{"name":"prepare-python","kind":"wasm","lifecycle":"job","source":{"artifact":"python.wasm"},"args":["-c",""],
 "resources":{"memory":"128MiB","timeout":"1m"},"labels":{"app":"prepare"}}
JSON
  ) || { note 'left to its first run'; return; }
  api DELETE '/workloads/prepare-python?wait=gone&timeout=1m' >/dev/null
  if [[ $temperature == prepared ]]; then note unchanged; else note compiled; fi
}

# How figures look in tables, as jq functions.
# shellcheck disable=SC2016,SC2034 # jq's own variables; used by the commands
JQ_FORMATS='
  def round_to(n): . * n | round | . / n;
  def size: if . == null then "–" elif . >= 1073741824 then "\(. / 1073741824 | round_to(100)) GiB"
    elif . >= 1048576 then "\(. / 1048576 | round_to(10)) MiB" elif . >= 1024 then "\(. / 1024 | round_to(10)) KiB"
    else "\(.) B" end;
  def time: if . == null then "–" elif . >= 1e9 then "\(. / 1e9 | round_to(100)) s" elif . >= 1e7 then "\(. / 1e6 | round) ms"
    else "\(. / 1e6 | round_to(100)) ms" end;
  def phase($name): (.phases // [] | map(select(.name == $name))[0].durationNanos);
  def total: [.phases // [] | .[].durationNanos | values] | if length == 0 then null else add end;
  def known: if . == null or .quality == "unavailable" or .value == null then null else . end;
  def memory: ((.footprint.memoryPeak | known) // (.footprint.memory | known));
'

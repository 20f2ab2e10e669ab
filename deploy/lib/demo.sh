# demo: the same programs as VM, container and Wasm, through REST, side by side.
# shellcheck shell=bash

demo_description() { # sample kind name
  # shellcheck disable=SC2016 # jq's own variables
  jq -n --arg name "$3" --arg kind "$2" --arg sample "$1" '
    {name: $name, kind: $kind, lifecycle: "job",
     source: (if $kind == "wasm" then {artifact: "\($sample).wasm"} else {image: "triptych/\($sample):1"} end),
     args: (if $sample == "primes" then ["200000"] else ["VM", "container", "Wasm"] end),
     env: {GREETING: "Hello"}, stdin: (if $sample == "greeter" then "one program, three kinds\n" else "" end),
     resources: {cpus: 1, memory: (if $kind == "vm" then "256MiB" else "64MiB" end)}, labels: {app: "demo"}}'
}

DEMO_NAMES=()

remove_demo() {
  local name
  cancel_comparison
  end_demo_migration
  for name in "${DEMO_NAMES[@]}"; do api DELETE "/workloads/$name?wait=gone&timeout=1m" >/dev/null || true; done
}

# One row: what the table shows of a finished run.
demo_row() { # workload
  jq -r --argjson kernel "$(stat -c %s "$KERNEL_DIR/vmlinuz" 2>/dev/null || echo null)" "$JQ_FORMATS"'
    .kind as $kind | .status as $s | $s.currentRun as $r
    | [$kind + (if $s.facts.accelerator then " (\($s.facts.accelerator))" else "" end), ($r.temperature // "–"),
       (["queued", "prepare", "create", "start", "ready"][] as $p | $r | phase($p) | time), ($r | total | time),
       ($r | memory | if . == null then "–" else "\(.value | size) (\(.basis))" end),
       ($s.source.sizeBytes | size) + (if $kind == "vm" and $kernel then " + kernel \($kernel | size)" else "" end),
       ($r.exitCode // "–")] | @tsv' <<<"$1"
}

run_demo_sample() { # sample
  local sample=$1 kind name workload rows='' digests=''
  for kind in vm container wasm; do
    name=demo-$sample-$kind
    api DELETE "/workloads/$name?wait=gone&timeout=1m" >/dev/null 2>&1 || true # of a demo that was interrupted
    DEMO_NAMES+=("$name")
    workload=$(demo_description "$sample" "$kind" "$name" | api_json POST '/workloads?wait=exit&timeout=120s') \
      || die "$sample as $kind could not be run"
    if [[ $(jq -r .status.state <<<"$workload") != succeeded ]]; then
      jq -r '"\(.name): \(.status.state), \(.status.reason.code // "no reason"): \(.status.reason.message // "")"' <<<"$workload" >&2
      api_stream "/workloads/$name/logs?tail=20" | sed 's/^/  /' >&2 || true
      die "$sample as $kind did not succeed"
    fi
    rows+=$(demo_row "$workload")$'\n'
    digests+=$(api_stream "/workloads/$name/logs?stream=stdout" | tee "$RUN_DIR/demo.out" | sha256sum | cut -d' ' -f1)$'\n'
  done
  heading "$sample"
  printf 'KIND\tCACHES\tQUEUED\tPREPARE\tCREATE\tSTART\tREADY\tTOTAL\tMEMORY\tARTIFACT\tEXIT\n%s' "$rows" | column -t -s $'\t'
  show_sameness "${digests%$'\n'}"
}

show_sameness() { # digests, one a line
  if [[ $(sort -u <<<"$1" | wc -l) == 1 ]]; then
    printf '\nThe same output from all three, byte for byte (sha256 %s…):\n' "${1:0:16}"
    sed 's/^/  /' "$RUN_DIR/demo.out"
  else
    printf '\nThe outputs differ:\n%s\n' "$1"
    DEMO_DIFFERS=yes
  fi
}

# The greeter in all kinds again, several times each, as a comparison.
run_demo_comparison() {
  local kind variants=''
  heading 'the same greeter, 7 times each, in random order'
  for kind in vm container wasm; do
    variants+=$(demo_description greeter "$kind" demo | jq --arg name "$(demo_label "$kind")" '{label: $name, workload: .}')
  done
  run_comparison "$(jq -s '{repetitions: 7, variants: .}' <<<"$variants")" || die 'the comparison could not be made'
  show_comparison "$COMPARISON"
  COMPARISON=
}

demo_label() {
  case $1 in vm) echo VM ;; wasm) echo Wasm ;; *) echo "$1" ;; esac
}

DEMO_MIGRATION=
DEMO_LOAD=

# Whatever is left of a migration that was interrupted.
end_demo_migration() {
  if [[ -n $DEMO_LOAD ]]; then kill "$DEMO_LOAD" 2>/dev/null || true; fi
  [[ -n $DEMO_MIGRATION ]] || return 0
  api POST "/migrations/$DEMO_MIGRATION/cancel" >/dev/null 2>&1 || api POST "/migrations/$DEMO_MIGRATION/rollback" >/dev/null 2>&1 || true
  await_demo_migration >/dev/null || true
  api DELETE /services/demo-shop >/dev/null 2>&1 || true
}

demo_web() { # kind name
  demo_description web "$1" "$2" | jq '
    .lifecycle = "service" | .args = [] | .env += {LOG_REQUESTS: "1"} | .ports = [{name: "http", port: 8080, protocol: "http", publish: 0}]
    | if .kind == "wasm" then .wasm = {http: "cgi"} else . end'
}

# Waits for its end, telling each state that is new; answers how it ended.
await_demo_migration() {
  local state='' next
  for ((i = 0; i < 600; i++)); do
    next=$(api GET "/migrations/$DEMO_MIGRATION" | jq -r .status.state)
    if [[ $next != "$state" ]]; then state=$next; say "  $state" >&2; fi
    case $state in 'done' | rolled-back | cancelled | failed) printf '%s\n' "$state"; return ;; esac
    sleep 0.2
  done
  return 1
}

# The sample web moves from a container to Wasm while a client goes on asking.
run_demo_migration() {
  local name port answers=$RUN_DIR/demo.answers ended
  heading 'web moves from a container to Wasm behind the same address, under load'
  api DELETE /services/demo-shop >/dev/null 2>&1 || true
  for name in demo-web-container demo-web-wasm; do
    api DELETE "/workloads/$name?wait=gone&timeout=1m" >/dev/null 2>&1 || true
    DEMO_NAMES+=("$name")
  done
  demo_web container demo-web-container | api_json POST '/workloads?wait=ready&timeout=120s' >/dev/null || die 'web could not be started'
  port=$(jq -n '{backends: [{workload: "demo-web-container"}]}' | api_json PUT /services/demo-shop | jq -r .status.port)
  # On standard error nothing is held back, so that its end loses no line.
  curl -s -o /dev/null -w '%{stderr}%{http_code}\n' --rate 6000/m "http://127.0.0.1:$port/json?n=[1-100000]" 2>"$answers" &
  DEMO_LOAD=$!
  DEMO_MIGRATION=demo-$(date +%s)
  jq -n --arg name "$DEMO_MIGRATION" --argjson to "$(demo_web wasm demo-web-wasm)" '
    {name: $name, service: "demo-shop", to: $to, verify: {requests: [{path: "/"}, {path: "/json"}, {path: "/status/404"}]},
     canary: {steps: [{weight: 10, for: "2s"}, {weight: 50, requests: 100}]}, watch: {for: "3s", latencyFactor: 100}, grace: "1s"}' \
    | api_json POST /migrations >/dev/null || die 'the migration could not be begun'
  ended=$(await_demo_migration) || die 'the migration did not end'
  kill "$DEMO_LOAD" 2>/dev/null || true
  wait "$DEMO_LOAD" 2>/dev/null || true
  DEMO_LOAD=
  show_demo_migration "$answers"
  [[ $ended == "done" ]] || die "the migration ended as $ended: $(api GET "/migrations/$DEMO_MIGRATION" | jq -r .status.message)"
  DEMO_MIGRATION=
  api DELETE /services/demo-shop >/dev/null
}

show_demo_migration() { # file with the status of each answer
  local sent right
  sent=$(grep -c . "$1" || true)
  right=$(grep -c '^200$' "$1" || true)
  printf '\n%s requests were answered meanwhile, %s of them with 200.\n' "$sent" "$right"
  api GET "/migrations/$DEMO_MIGRATION" | jq -r '
    .status.steps[] | .evidence as $e
    | if $e.verification then "verified: \($e.verification.equal) of \($e.verification.compared) answers alike"
      elif $e.canary then $e.canary[] | "canary \(.weight) %: \(.candidate.requests) requests to Wasm, \(.candidate.errors) errors"
      elif $e.cutOver then "cut over: \($e.cutOver.inFlight) requests were under way, all ended where they began"
      elif $e.watching then "watched: \($e.watching.candidate.requests) requests to Wasm, \($e.watching.candidate.errors) errors"
      else empty end'
  [[ $sent == "$right" ]] || die 'not every request was answered with 200'
}

command_demo() {
  (($# == 0)) || die "demo has no option $1"
  need_service
  DEMO_DIFFERS=no
  trap remove_demo EXIT
  say 'Running greeter and primes as VM, container and Wasm through REST.'
  run_demo_sample greeter
  run_demo_sample primes
  cat <<'TEXT'

TOTAL is the sum of the phases: from the request to the program's first byte of output, or to its end if it wrote none.
CACHES: cold = image, root or compiled form had to be made first; prepared = they were there. docs/measuring.md has the method.
TEXT
  run_demo_comparison
  run_demo_migration
  [[ $DEMO_DIFFERS == no ]] || die 'the three kinds did not print the same bytes'
}

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
  [[ $DEMO_DIFFERS == no ]] || die 'the three kinds did not print the same bytes'
}

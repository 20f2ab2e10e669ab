# compare: a comparison through REST, with its progress, its verdicts and the report as a file.
# shellcheck shell=bash

COMPARISON=

# An interrupted command leaves no comparison running for nobody.
cancel_comparison() {
  if [[ -n $COMPARISON ]]; then api POST "/comparisons/$COMPARISON/cancel" >/dev/null 2>&1 || true; fi
}

# Creates one and waits for its end; the name is in COMPARISON.
run_comparison() { # request
  local answer state shown='' line
  answer=$(api_json POST /comparisons <<<"$1") || return 1
  COMPARISON=$(jq -r .name <<<"$answer")
  while :; do
    answer=$(api GET "/comparisons/$COMPARISON") || return 1
    state=$(jq -r .state <<<"$answer")
    line=$(jq -r '"\(.state), \(.progress.done) of at most \(.progress.planned) repetitions"' <<<"$answer")
    if [[ $line != "$shown" && -t 2 ]]; then printf '\r\033[K  %s' "$line" >&2; fi
    shown=$line
    case $state in queued | running) sleep 1 ;; *) break ;; esac
  done
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
  [[ $state == 'done' ]] || {
    jq -r '"\(.name): \(.state). \(.message)"' <<<"$answer" >&2
    return 1
  }
}

# Prints what can be said, and where the whole report is.
show_comparison() { # name
  local file=$TRIPTYCH_HOME/reports/$1.html
  mkdir -p "$TRIPTYCH_HOME/reports"
  api GET "/comparisons/$1/report.json" | jq -r "$JQ_FORMATS"'
    "", (.summary[] | "  " + .), "",
      (["VARIANT", "SUCCEEDED", "START-UP", "P95", "MEMORY, PEAK", "PROCESSOR TIME"],
       (.variants[] | . as $v
         | def of($f): ($v.summaries | map(select(.figure == $f))[0]);
           [.label, "\(.succeeded) of \(.attempts)", (of("startUp").median | time), (of("startUp").p95 | time),
            (of("memoryPeak").median | size), (of("cpuTime").median | time)]) | @tsv),
      "", "  " + .output.words,
      (.variants[] | select(.failed > 0) | "  \(.label) failed \(.failed) of \(.attempts) times: \(.failures[0].code), \(.failures[0].message)"),
      (.variants[] | select(.setAside > 0) | "  \(.label): \(.setAside) repetitions were not prepared and are set aside")' \
    | awk -F '\t' 'NF > 1 { printf "  %-16s %-11s %-10s %-10s %-13s %s\n", $1, $2, $3, $4, $5, $6; next } { print }'
  api GET "/comparisons/$1/report.html" >"$file"
  printf '\nThe report: %s\n  with each sample: %s/comparisons/%s/report.json and report.csv\n' "$file" "$(api_base)" "$1"
}

command_compare() {
  (($# == 1)) || die 'usage: ./triptych compare FILE, a JSON file as POST /comparisons takes it (- for standard input)'
  need_service
  local request
  request=$(cat -- "$1") || die "cannot read $1"
  trap cancel_comparison EXIT
  run_comparison "$request" || die 'the comparison could not be made'
  trap - EXIT
  show_comparison "$COMPARISON"
}

# selftest wasm: runs a module into each limit of this host, through the service, and just not into it.
# shellcheck shell=bash

SELFTEST_ARTIFACT=selftest-limits.wasm

# name | arguments | fields of the description | reason or exit that is expected | milliseconds of its deadline, if any
# The second of a pair stays just below the limit.
selftest_cases() {
  cat <<'CASES'
memory 32MiB, asks for 64|memory 64|{"resources":{"memory":"32MiB"}}|OUT_OF_MEMORY|
memory 32MiB, asks for 24|memory 24|{"resources":{"memory":"32MiB"}}|succeeded|
time 500ms, a loop|loop|{"resources":{"timeout":"500ms"}}|TIME_LIMIT|500
time 500ms, memory.fill of @LARGE@ MiB|fill @LARGE@|{"resources":{"timeout":"500ms","memory":"@LARGER@MiB"}}|TIME_LIMIT|500
time 500ms, memory.copy of @LARGE@ MiB|copy @LARGE@|{"resources":{"timeout":"500ms","memory":"@LARGER@MiB"}}|TIME_LIMIT|500
time 500ms, deep recursion|deep|{"resources":{"timeout":"500ms"}}|TIME_LIMIT|500
time 500ms, a sleeper|sleep 5000|{"resources":{"timeout":"500ms"}}|TIME_LIMIT|500
time 500ms, sleeps for 300|sleep 300|{"resources":{"timeout":"500ms"}}|succeeded|
CPU 500ms, a loop|loop|{"wasm":{"limits":{"cpuTime":"500ms"}}}|CPU_LIMIT|
CPU 500ms, sleeps for 2s|sleep 2000|{"wasm":{"limits":{"cpuTime":"500ms"}}}|succeeded|
output 1MiB, one byte more|flood 1048577|{"wasm":{"limits":{"output":"1MiB"}}}|OUTPUT_LIMIT|
output 1MiB, just that|flood 1048576|{"wasm":{"limits":{"output":"1MiB"}}}|succeeded|
files 8, opens 5 beside 3 and a mount|open /data/file 5|{"wasm":{"limits":{"openFiles":8}},"mounts":[{"volume":"selftest","path":"/data"}]}|refused|
files 8, opens 4 beside 3 and a mount|open /data/file 4|{"wasm":{"limits":{"openFiles":8}},"mounts":[{"volume":"selftest","path":"/data"}]}|succeeded|
stack, endless recursion|recurse 2000000000|{}|TRAPPED|
stack, 1000 deep|recurse 1000|{}|succeeded|
tables 0 entries|sleep 0|{"wasm":{"limits":{"tableEntries":0}}}|START_FAILED|
tables 100 entries|sleep 0|{"wasm":{"limits":{"tableEntries":100}}}|succeeded|
CASES
}

# The most that one guest may hold here, up to a GiB: the longest that one instruction can take.
selftest_large() {
  local most
  most=$(api GET /host | jq -r '.drivers[] | select(.kind == "wasm") | .facts.memoryBudget')
  most=$(($(numfmt --from=auto "${most%B}") >> 20))
  most=$((most - 16))
  echo $((most > 1024 ? 1024 : most))
}

build_selftest() {
  local clang
  clang=$(wasm_compiler) || die 'no clang that builds for WASI; ./triptych up installs one'
  "$clang" --target=wasm32-wasi -fuse-ld="/usr/bin/wasm-ld-${clang##*-}" -mbulk-memory -std=gnu11 -O2 -Wall -Werror -s \
    -o "$RUN_DIR/$SELFTEST_ARTIFACT" "$TRIPTYCH_ROOT/deploy/selftest/limits.c"
  put_artifact "$SELFTEST_ARTIFACT" "$RUN_DIR/$SELFTEST_ARTIFACT" >/dev/null
}

selftest_engines() {
  api GET /host | jq -r '.drivers[] | select(.kind == "wasm") | .facts.engines' | tr ',' '\n' | awk '{print $1}'
}

selftest_description() { # name engine args fields
  # shellcheck disable=SC2016 # jq's own variables
  jq -n --arg name "$1" --arg engine "$2" --arg args "$3" --argjson fields "$4" --arg artifact "$SELFTEST_ARTIFACT" '
    {name: $name, kind: "wasm", lifecycle: "job", source: {artifact: $artifact}, args: ($args | split(" ")),
     labels: {app: "selftest"}} * $fields * {wasm: {engine: $engine}}'
}

remove_selftest() {
  local name
  for name in $(api GET '/workloads?label=app%3Dselftest&limit=100' | jq -r '.items[].name'); do
    api DELETE "/workloads/$name?wait=gone&timeout=1m" >/dev/null || true
  done
}

# One row of the table. Late is an end more than 100 ms behind the deadline.
selftest_row() { # engine title workload expected deadline
  # shellcheck disable=SC2016 # jq's own variables
  jq -r --arg engine "$1" --arg title "$2" --arg expected "$4" --arg deadline "$5" '
    def seconds: split(".") as [$whole, $part]
      | ($whole | rtrimstr("Z") + "Z" | fromdate) + ("0." + ($part // "0" | rtrimstr("Z")) | tonumber);
    .status as $s | $s.currentRun as $r
    | (if $s.state == "succeeded" then "succeeded"
       elif $expected == "refused" and ($r.exitCode // 0) == 1 then "refused"
       else $r.reason.code // $s.reason.code // $s.state end) as $seen
    | (if $r.startedAt and $r.endedAt then (($r.endedAt | seconds) - ($r.startedAt | seconds)) * 1000 | round | if . > 0 then . else 0 end else null end) as $took
    | [$engine, $title, $seen, (if $took then "\($took) ms" else "–" end),
       (if $seen != $expected then "WRONG: \($expected) expected"
        elif $deadline != "" and $took > ($deadline | tonumber) + 100 then "LATE: \($took - ($deadline | tonumber)) ms behind its deadline"
        else "ok" end),
       ($r.reason.message // $s.reason.message // "")] | @tsv' <<<"$3"
}

selftest_case() { # engine number title args fields expected deadline
  local name=selftest-$1-$2 workload
  workload=$(selftest_description "$name" "$1" "$4" "$5" | api_json POST '/workloads?wait=exit&timeout=60s') || return 1
  selftest_row "$1" "$3" "$workload" "$6" "$7"
}

selftest_neighbours() { # engine → eight that spin
  local number name
  for number in {1..8}; do
    name=selftest-$1-spin$number
    selftest_description "$name" "$1" loop '{"resources":{"timeout":"60s","memory":"8MiB"}}' \
      | api_json POST '/workloads?wait=ready&timeout=1s' >/dev/null
  done
}

# So many calls of one function at once, of which two may run: how many were answered with each status.
selftest_calls() { # name calls
  local number calls=()
  for ((number = 0; number < $2; number++)); do
    curl -s -o /dev/null -w '%{http_code}\n' -K "$TRIPTYCH_HOME/curlrc" -X POST -H 'Content-Type: application/octet-stream' \
      --data-binary '' "$(api_base)/workloads/$1/invocations" &
    calls+=($!)
  done
  wait "${calls[@]}"
}

selftest_concurrency() { # engine calls expected
  local name=selftest-$1-calls$2 seen verdict=ok
  selftest_description "$name" "$1" 'sleep 1500' '{"wasm":{"concurrency":2}}' \
    | api_json POST '/workloads?wait=exit&timeout=60s' >/dev/null || return 1
  seen=$(selftest_calls "$name" "$2" | sort | uniq -c | awk '{printf "%s%d × %s", (NR > 1 ? ", " : ""), $1, $2}')
  if [[ $seen != "$3" ]]; then verdict="WRONG: $3 expected"; fi
  printf '%s\t%s\t%s\t–\t%s\t\n' "$1" "2 calls at once, $2 are made" "$seen" "$verdict"
}

selftest_engine() { # engine
  local number=0 title args fields expected deadline
  while IFS='|' read -r title args fields expected deadline; do
    number=$((number + 1))
    selftest_case "$1" "$number" "$title" "$args" "$fields" "$expected" "$deadline" </dev/null
  done < <(selftest_cases | sed "s/@LARGE@/$SELFTEST_LARGE/g; s/@LARGER@/$((SELFTEST_LARGE + 8))/g")
  selftest_concurrency "$1" 3 '2 × 200, 1 × 429'
  selftest_concurrency "$1" 2 '2 × 200'
  selftest_neighbours "$1"
  selftest_case "$1" beside 'time 500ms, a loop beside 8 others' loop '{"resources":{"timeout":"500ms"}}' TIME_LIMIT 500
}

command_selftest() {
  [[ ${1:-} == wasm && $# == 1 ]] || die 'usage: ./triptych selftest wasm'
  need_service
  local engine rows=''
  build_selftest
  remove_selftest # of a self-test that was interrupted
  trap remove_selftest EXIT
  mapfile -t engines < <(selftest_engines)
  SELFTEST_LARGE=$(selftest_large)
  for engine in "${engines[@]}"; do
    say "$engine: each limit, and a twin just below it …"
    rows+=$(selftest_engine "$engine")$'\n' || die "the self-test of $engine could not go on"
    remove_selftest
  done
  printf '\n'
  printf 'ENGINE\tLIMIT, AND WHAT RAN\tWHAT HAPPENED\tTOOK\tVERDICT\tREASON\n%s' "$rows" | column -t -s $'\t'
  if grep -qE $'\t(WRONG|LATE)' <<<"$rows"; then die 'not every limit held as it should'; fi
  say 'Every limit held, and nothing below one was touched.'
}

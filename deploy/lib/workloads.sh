# run, ps, logs, rm, token: thin over REST.
# shellcheck shell=bash

command_token() {
  [[ -s $TRIPTYCH_HOME/admin.token ]] || die "there is no $TRIPTYCH_HOME/admin.token yet; ./triptych up makes it"
  cat "$TRIPTYCH_HOME/admin.token"
}

command_ps() {
  need_service
  local page cursor='' answer rows=''
  while :; do
    answer=$(api GET "/workloads?limit=100${cursor:+&cursor=$cursor}") || exit 1
    page=$(jq -r "$JQ_FORMATS"'.items[] | .status as $s | ($s.currentRun // {}) as $r
      | [.name, .kind, $s.state, ($r.exitCode // "–"), ($r | total | time), ($r | memory | .value | size),
         ([$s.endpoints[] | .url // "\(.host):\(.port)"] | join(" ") | if . == "" then "–" else . end)] | @tsv' <<<"$answer")
    rows+=${page:+$page$'\n'}
    cursor=$(jq -r '.next // "" | @uri' <<<"$answer")
    [[ -n $cursor ]] || break
  done
  printf 'NAME\tKIND\tSTATE\tEXIT\tSTART-UP\tMEMORY\tADDRESS\n%s' "$rows" | column -t -s $'\t'
}

command_logs() {
  need_service
  local name='' query=''
  while (($# > 0)); do
    case $1 in
      -f | --follow) query+='&follow=true' ;;
      --tail | --stream | --run)
        (($# > 1)) || die "$1 wants a value"
        query+="&${1#--}=$(path_part "$2")"
        shift
        ;;
      -*) die "logs has no option $1" ;;
      *) name=$1 ;;
    esac
    shift
  done
  [[ -n $name ]] || die 'usage: ./triptych logs NAME [-f] [--tail N] [--run N] [--stream stdout|stderr|console]'
  api_stream "/workloads/$(path_part "$name")/logs?${query#&}"
}

command_rm() {
  need_service
  (($# > 0)) || die 'usage: ./triptych rm NAME…'
  local name rc=0
  for name in "$@"; do
    if api DELETE "/workloads/$(path_part "$name")?wait=gone&timeout=2m" >/dev/null; then say "$name"; else rc=1; fi
  done
  return "$rc"
}

# Reads the options of `run` into RUN_NAME, RUN_SOURCE, RUN_KIND, RUN_LIFECYCLE, RUN_KEEP and RUN_FIELDS.
parse_run() {
  RUN_NAME='' RUN_SOURCE='' RUN_KIND='' RUN_LIFECYCLE=job RUN_KEEP=no RUN_FIELDS='{}'
  while (($# > 0)); do
    case $1 in
      --service) RUN_LIFECYCLE=service RUN_KEEP=yes ;;
      --keep) RUN_KEEP=yes ;;
      --kind | --env | --memory | --cpus | --timeout | --publish)
        (($# > 1)) || die "$1 wants a value"
        run_option "${1#--}" "$2"
        shift
        ;;
      --)
        shift
        break
        ;;
      -*) die "run has no option $1" ;;
      *)
        if [[ -z $RUN_NAME ]]; then
          RUN_NAME=$1
        elif [[ -z $RUN_SOURCE ]]; then
          RUN_SOURCE=$1
        else
          break
        fi
        ;;
    esac
    shift
  done
  [[ -n $RUN_SOURCE ]] || die 'usage: ./triptych run [OPTIONS] NAME SOURCE [-- ARGS…]; ./triptych help lists the options'
  RUN_FIELDS=$(jq '.args = $ARGS.positional' --args -- "$@" <<<"$RUN_FIELDS")
}

run_option() { # name value
  local filter
  # shellcheck disable=SC2016 # jq's own variables
  case $1 in
    kind)
      RUN_KIND=$2
      return
      ;;
    env)
      [[ $2 == *=* ]] || die "--env wants NAME=VALUE, not \"$2\""
      filter='.env[$v | split("=")[0]] = ($v | split("=")[1:] | join("="))'
      ;;
    memory) filter='.resources.memory = $v' ;;
    cpus) filter='.resources.cpus = ($v | tonumber)' ;;
    timeout) filter='.resources.timeout = $v' ;;
    publish)
      filter='($v | split(":")) as $p
        | .ports += [{name: "p\($p[0])", port: ($p[0] | tonumber), protocol: "tcp", publish: ($p[1] // "0" | tonumber)}]'
      ;;
  esac
  RUN_FIELDS=$(jq --arg v "$2" "$filter" <<<"$RUN_FIELDS" 2>/dev/null) || die "--$1 cannot be \"$2\""
}

# What SOURCE means: a .wasm file here is stored first; another *.wasm is an artifact; anything else is an image.
run_source() {
  local artifact
  if [[ $RUN_SOURCE == *.wasm ]]; then
    artifact=$(basename "$RUN_SOURCE")
    if [[ -f $RUN_SOURCE ]]; then put_artifact "$artifact" "$RUN_SOURCE" >/dev/null || return 1; fi
    jq -n --arg v "$artifact" '{kind: "wasm", source: {artifact: $v}}'
  else
    jq -n --arg v "$RUN_SOURCE" '{kind: "container", source: {image: $v}}'
  fi
}

command_run() {
  need_service
  parse_run "$@"
  local source description workload waited=exit
  source=$(run_source) || exit 1
  # shellcheck disable=SC2016 # jq's own variables
  description=$(jq -n --arg name "$RUN_NAME" --arg kind "$RUN_KIND" --arg lifecycle "$RUN_LIFECYCLE" \
    --argjson source "$source" --argjson fields "$RUN_FIELDS" \
    '{name: $name, lifecycle: $lifecycle} + $source + $fields + (if $kind == "" then {} else {kind: $kind} end)
      # a module cannot listen: its ports are served for it
      | if .kind == "wasm" and .ports then .wasm.http = "cgi" | .ports[].protocol = "http" else . end')
  if [[ $RUN_LIFECYCLE == service ]]; then waited=ready; fi
  workload=$(api_json POST "/workloads?wait=$waited&timeout=10m" <<<"$description") || exit 1
  if [[ $RUN_LIFECYCLE == service ]]; then show_service "$workload"; else finish_job "$workload"; fi
}

show_service() { # workload
  jq -r '"\(.name): \(.status.state)", (.status.endpoints[] | "  \(.url // "\(.host):\(.port)")"),
    (.status.addresses // [] | .[] | "  guest address \(.)"), (.status | select(.state != "ready" and .state != "running") | .reason // empty | "  \(.code): \(.message)")' <<<"$1"
  jq -e '.status.state == "ready" or .status.state == "running"' <<<"$1" >/dev/null
}

# Shows what the job wrote; its exit code becomes ours.
finish_job() { # workload
  local state code
  state=$(jq -r .status.state <<<"$1")
  code=$(jq -r '.status.currentRun.exitCode // empty' <<<"$1")
  api_stream "/workloads/$RUN_NAME/logs?stream=stdout" || true
  api_stream "/workloads/$RUN_NAME/logs?stream=stderr" >&2 || true
  if [[ $state != succeeded ]]; then
    jq -r '"\(.name): \(.status.state)" + (.status.reason // empty | ", \(.code): \(.message)")' <<<"$1" >&2
  fi
  if [[ $RUN_KEEP == no ]]; then api DELETE "/workloads/$RUN_NAME?wait=gone&timeout=1m" >/dev/null || true; fi
  if [[ -n $code ]]; then exit "$code"; fi
  [[ $state == succeeded ]]
}

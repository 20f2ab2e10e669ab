# Where things lie, how steps are shown, and how processes are known. Sourced by every other script.
# shellcheck shell=bash

TRIPTYCH_ROOT=${TRIPTYCH_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
export TRIPTYCH_HOME=${TRIPTYCH_HOME:-$HOME/.triptych}
TRIPTYCH_PORT=${TRIPTYCH_PORT:-7700}
PATH=$PATH:/usr/sbin:/sbin # daemons are there, and not on everyone's path
RUN_DIR=$TRIPTYCH_HOME/run
LOG_DIR=$TRIPTYCH_HOME/logs
# What QEMU's own user must read cannot lie below a private home directory.
SHARED_DIR=/var/lib/triptych

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' YELLOW=$'\e[33m' PLAIN=$'\e[0m' TTY=yes
else
  BOLD='' DIM='' RED='' GREEN='' YELLOW='' PLAIN='' TTY=no
fi

say() { printf '%s\n' "$*"; }
heading() { printf '\n%s%s%s\n' "$BOLD" "$*" "$PLAIN"; }
warn() { printf '%swarning:%s %s\n' "$YELLOW" "$PLAIN" "$*" >&2; }
die() {
  printf '%serror:%s %s\n' "$RED" "$PLAIN" "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
with_systemd() { [[ -d /run/systemd/system ]]; }

make_home() {
  mkdir -p "$TRIPTYCH_HOME"
  chmod 0700 "$TRIPTYCH_HOME"
  mkdir -p "$RUN_DIR" "$LOG_DIR"
}

# Runs one command as root if that needs no question; for looking, not for changing.
look_as_root() { if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi; }

# Runs one command as root: directly, or by sudo for this command alone.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    echo "this needs root and there is no sudo: $*" >&2
    return 1
  fi
}

# ---- processes: a pid alone is never trusted, it is kept with its start time ----

start_time_of() { # pid → clock ticks since boot, empty when it is gone or a zombie
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  stat=${stat##*) }
  # shellcheck disable=SC2086 # split on purpose: field 1 is the state, field 20 the start time
  set -- $stat
  [[ $1 == Z ]] || echo "${20}"
}

boot_id() { cat /proc/sys/kernel/random/boot_id; }

record_process() { # file pid
  printf '%s %s %s\n' "$2" "$(start_time_of "$2")" "$(boot_id)" >"$1"
}

recorded_pid() { # file → pid when exactly that process still lives
  local pid started boot
  read -r pid started boot 2>/dev/null <"$1" || return 1
  [[ -n $started && $boot == "$(boot_id)" && $(start_time_of "$pid") == "$started" ]] || return 1
  echo "$pid"
}

# Starts a daemon in a session of its own, its output in a log, and records it with its start time.
launch() { # name "as_root or nothing" command…
  local name=$1 prefix=$2 file=$RUN_DIR/$1.pid
  shift 2
  rm -f "$file" "$file.new"
  # shellcheck disable=SC2016 # expanded by the inner shell, which becomes the daemon and so knows its pid
  $prefix setsid -f bash -c 'echo $$ >"$0"; log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null' \
    "$file.new" "$LOG_DIR/$name.log" "$@"
  await 5 test -s "$file.new"
  record_process "$file" "$(cat "$file.new")"
  rm -f "$file.new"
}

# Ends the recorded process: TERM, then KILL after the grace. Done when it is gone.
end_process() { # file grace-seconds [as_root]
  local pid deadline
  pid=$(recorded_pid "$1") || { rm -f "$1"; return 0; }
  ${3:-} bash -c "kill -TERM $pid" # by the shell: not every machine has a program of that name
  deadline=$((SECONDS + $2))
  while recorded_pid "$1" >/dev/null; do
    if ((SECONDS >= deadline)); then
      ${3:-} bash -c "kill -KILL $pid" 2>/dev/null || true
      deadline=$((SECONDS + 10))
    fi
    sleep 0.2
  done
  rm -f "$1"
}

# Waits until a command succeeds.
await() { # seconds command…
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# ---- steps: a title, progress, and on failure the end of the log and what to try again ----

STEP_NUMBER=0
STEP_COUNT='?'
STEP_CHILD=

note() { printf '%s' "$*" >"$RUN_DIR/step.note"; } # what a step wants to say about itself, one line

# Runs a function in a process of its own, its output in a log.
step() { # title function args…
  local title=$1 log started=$SECONDS rc text
  shift
  STEP_NUMBER=$((STEP_NUMBER + 1))
  log=$LOG_DIR/step-$(tr -c 'a-z0-9\n' '-' <<<"${title,,}" | tr -s '-').log
  rm -f "$RUN_DIR/step.note"
  text=$(printf '[%s/%s] %-34s' "$STEP_NUMBER" "$STEP_COUNT" "$title")
  if [[ $TTY == yes ]]; then printf '%s' "$text"; fi
  (
    set -euo pipefail
    exec 9>&- </dev/null
    "$@"
  ) >"$log" 2>&1 &
  STEP_CHILD=$!
  watch_step "$text" "$log" "$started"
  rc=0
  wait "$STEP_CHILD" || rc=$?
  STEP_CHILD=
  if [[ $TTY == yes ]]; then printf '\r\e[K'; fi
  if ((rc != 0)); then
    printf '%s %sfailed%s after %s s\n\nThe end of %s:\n' "$text" "$RED" "$PLAIN" $((SECONDS - started)) "$log"
    tail -n 25 "$log" | sed 's/^/    /'
    printf '\nTry again:  %s\n' "$AGAIN"
    exit 1
  fi
  printf '%s %s%s%s %s\n' "$text" "$GREEN" "$(cat "$RUN_DIR/step.note" 2>/dev/null || echo 'done')" "$PLAIN" \
    "$DIM$((SECONDS - started)) s$PLAIN"
}

watch_step() { # text log started
  local last=$SECONDS line
  while kill -0 "$STEP_CHILD" 2>/dev/null; do
    sleep 0.1
    line=$(tail -n 1 "$2" 2>/dev/null | tr -d '\000-\037' | cut -c1-60) || line=''
    if [[ $TTY == yes ]]; then
      printf '\r\e[K%s %s%s s  %s%s' "$1" "$DIM" $((SECONDS - $3)) "$line" "$PLAIN"
    elif ((SECONDS - last >= 20)); then
      last=$SECONDS
      printf '%s … %s s  %s\n' "$1" $((SECONDS - $3)) "$line"
    fi
  done
}

stop_step() {
  [[ -n $STEP_CHILD ]] && kill -TERM "$STEP_CHILD" 2>/dev/null
  exit 130
}
trap stop_step INT TERM

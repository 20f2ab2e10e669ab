# The service as a daemon: start, wait until it answers, stop.
# shellcheck shell=bash

SERVICE_PID=$RUN_DIR/service.pid
SERVICE_LOG=$LOG_DIR/service.log

answers_livez() { [[ $(curl -s -o /dev/null -m 2 -w '%{http_code}' "http://127.0.0.1:$1/livez") == 200 ]]; }

# The port that the running service was started with.
service_port() { cat "$RUN_DIR/service.port" 2>/dev/null || echo "$TRIPTYCH_PORT"; }
service_runs() { recorded_pid "$SERVICE_PID" >/dev/null; }
service_answers() { service_runs && answers_livez "$(service_port)"; }

start_service() {
  local said=started from
  if service_runs; then
    if cmp -s "$RUN_DIR/service.identity" "$APP_DIR/identity"; then
      await 60 service_answers || return 1
      note "running, process $(recorded_pid "$SERVICE_PID")"
      return
    fi
    stop_service
    said='restarted, it was of an older build'
  fi
  if port_in_use "$TRIPTYCH_PORT"; then
    echo "port $TRIPTYCH_PORT is taken by another program"
    return 1
  fi
  if [[ -f $SERVICE_LOG ]]; then mv "$SERVICE_LOG" "$SERVICE_LOG.1"; fi
  from=$EPOCHREALTIME
  launch_service
  await_first_answer || {
    tail -n 40 "$SERVICE_LOG"
    return 1
  }
  write_curlrc
  note "$said, first answer after $(awk "BEGIN {printf \"%.1f\", $EPOCHREALTIME - $from}") s"
}

# What goes before the service's command: guests that burn both processors shall not keep it from answering.
# Who may not make a process more urgent goes on without.
urgency() {
  if [[ $(nice -n -5 nice 2>/dev/null) == -5 ]]; then echo nice -n -5; fi
}

# Notes what runs and fills SERVICE_COMMAND.
prepare_service() {
  local cache=() jdk
  jdk=$(java_home)
  if [[ -s $AOT_CACHE ]]; then cache=(-XX:AOTCache="$AOT_CACHE"); fi
  # shellcheck disable=SC2206,SC2207 # several words in one
  SERVICE_COMMAND=($(urgency) "$jdk/bin/java" "${JVM_FLAGS[@]}" "${cache[@]}" ${TRIPTYCH_JAVA_OPTS:-} -jar "$APP_JAR")
  cp "$APP_DIR/identity" "$RUN_DIR/service.identity"
  echo "$TRIPTYCH_PORT" >"$RUN_DIR/service.port"
  export TRIPTYCH_PORT TRIPTYCH_WASM_STARTCACHE=$HOST_CACHE
}

launch_service() {
  prepare_service
  (
    cd "$TRIPTYCH_HOME" || exit
    launch service '' "${SERVICE_COMMAND[@]}"
  )
  rm -rf "$APP_DIR.old"
}

# In the foreground, for systemd and containers: this process becomes the service.
command_serve() {
  (($# == 0)) || die "serve has no option $1"
  [[ -s $APP_JAR ]] || die "nothing is built in $APP_DIR; ./triptych up builds it"
  if service_runs; then die "the service runs already, process $(recorded_pid "$SERVICE_PID")"; fi
  make_home
  prepare_service
  record_process "$SERVICE_PID" $$
  cd "$TRIPTYCH_HOME" || exit
  exec "${SERVICE_COMMAND[@]}"
}

await_first_answer() {
  local deadline=$((SECONDS + 300))
  until service_answers; do
    if ! service_runs; then
      echo 'the service ended while it started'
      return 1
    elif ((SECONDS >= deadline)); then
      echo 'the service did not answer within 300 s'
      return 1
    fi
    sleep 0.05
  done
}

write_curlrc() {
  [[ -s $TRIPTYCH_HOME/admin.token ]] || {
    echo "the service wrote no $TRIPTYCH_HOME/admin.token"
    return 1
  }
  (
    umask 077
    printf 'header = "Authorization: Bearer %s"\n' "$(cat "$TRIPTYCH_HOME/admin.token")" >"$TRIPTYCH_HOME/curlrc"
  )
}

stop_service() {
  if service_runs; then note stopped; else note 'did not run'; fi
  end_process "$SERVICE_PID" 60
  rm -f "$RUN_DIR/service.port" "$RUN_DIR/service.identity"
  stop_database
}

# The service stops its PostgreSQL itself; this is for one that outlived a service that was killed.
stop_database() {
  local file pid
  while IFS= read -r file; do
    pid=$(head -n 1 "$file")
    [[ $(readlink "/proc/$pid/cwd" 2>/dev/null) == "$(readlink -f "$(dirname "$file")")" ]] || continue
    kill -INT "$pid"
    await 30 eval "! kill -0 $pid"
    echo "stopped the PostgreSQL that was left behind, process $pid"
  done < <(find -H "$TRIPTYCH_HOME/postgres" -maxdepth 3 -name postmaster.pid 2>/dev/null)
}

# ---- wasm hosts: started by the service, each on record in its folder, and going on when the service ends ----

recorded_children() { # numbers of those processes that run, of files that say who they are
  local file pid started boot
  for file in "$@"; do
    [[ -s $file ]] || continue
    read -r pid started boot < <(jq -r '"\(.pid) \(.startTicks) \(.boot)"' "$file")
    if [[ $boot == "$(boot_id)" && $(start_time_of "$pid") == "$started" ]]; then echo "$pid"; fi
  done
}

wasm_host_pids() { recorded_children "$TRIPTYCH_HOME"/wasm/hosts/*/process.json; }

no_wasm_hosts() { [[ -z $(wasm_host_pids) ]]; }

stop_wasm_hosts() {
  local pids
  mapfile -t pids < <(wasm_host_pids)
  if ((${#pids[@]} == 0)); then note 'none ran'; return; fi
  kill -TERM "${pids[@]}"
  await 20 no_wasm_hosts || { mapfile -t pids < <(wasm_host_pids); kill -KILL "${pids[@]}"; }
  note "stopped ${#pids[@]}"
}

# ---- volumes with a size: mounted by the service, and staying mounted when it ends, as workloads go on ----

volume_mounts() { # those within others last
  awk -v root="$TRIPTYCH_HOME/volumes/" '{ gsub(/\\040/, " ", $5) } index($5, root) == 1 { print $5 }' /proc/self/mountinfo | sort -r
}

unmount_volumes() {
  local mounts place
  mapfile -t mounts < <(volume_mounts)
  if ((${#mounts[@]} == 0)); then note 'none were mounted'; return; fi
  for place in "${mounts[@]}"; do umount "$place"; done
  note "unmounted ${#mounts[@]}; their content stays"
}

# ---- the gateway: started by the service with the first of its services, and going on when the service ends ----

gateway_pid() { recorded_children "$TRIPTYCH_HOME"/gateway/run/process.json; }
no_gateway() { [[ -z $(gateway_pid) ]]; }

stop_gateway() {
  local pid
  pid=$(gateway_pid)
  if [[ -z $pid ]]; then note 'did not run'; return; fi
  kill -TERM "$pid" # it lets requests end
  await 20 no_gateway || kill -KILL "$pid"
  note stopped
}

# status: what runs and what is missing, without changing anything.
# shellcheck shell=bash

line() { printf '%-11s%s\n' "$1" "$2"; }
ours() { if started_by_us "$1"; then echo ', started by ./triptych up'; fi; }

command_status() {
  local pid
  line home "$TRIPTYCH_HOME"
  if pid=$(recorded_pid "$SERVICE_PID"); then
    if service_answers; then
      line service "running, process $pid, http://127.0.0.1:$(service_port)/"
    else
      line service "process $pid runs but does not answer on port $(service_port); its log is $SERVICE_LOG"
    fi
    [[ -s $AOT_CACHE ]] || warn 'the start-up cache is missing, so the service starts slower; ./triptych up trains it'
    [[ -s $HOST_CACHE ]] || warn 'the start-up cache of wasm hosts is missing, so they start slower; ./triptych up trains it'
  else
    line service 'does not run; ./triptych up starts it'
  fi
  line gateway "$(gateway_pid | sed 's/^/process /' | grep . || echo 'does not run; the first service starts it')"
  line 'wasm hosts' "$(wasm_host_pids | sed 's/^/process /' | paste -sd, - | grep . || echo 'none runs')"
  if docker_answers; then line Docker "$(docker_version)$(ours dockerd)"; else line Docker 'does not answer'; fi
  if libvirt_answers; then
    line libvirt "$(libvirt_version)$(ours libvirtd)"
    if network_is_active; then line network "$NETWORK, $(network_subnet)"; else line network 'not active'; fi
  else
    line libvirt 'does not answer'
  fi
  if guest_kernel_ready; then line kernel "$(cat "$KERNEL_DIR/release")"; else line kernel missing; fi
  if service_answers; then show_host; fi
}

show_host() {
  need_service
  api GET /host | jq -r '
    (.drivers[] | "driver     \(.kind): \(.health), \(.backend // .name) \(.version // "")"
      + (if .reason then " (\(.reason.message))" else "" end)),
    "workloads  " + (if .workloads == [] then "none" else [.workloads[] | "\(.count) \(.kind) \(.state)"] | join(", ") end)'
}

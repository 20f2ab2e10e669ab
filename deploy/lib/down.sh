# down: stops the service; with --all everything that Triptych brought to this machine and that still runs.
# shellcheck shell=bash

command_down() {
  local all=no
  if [[ ${1:-} == --all ]]; then
    all=yes
    shift
  fi
  (($# == 0)) || die "down has no option $1"
  take_turn
  STEP_COUNT=1
  if [[ $all == yes ]]; then
    down_all
  else
    step 'Service' stop_service
  fi
}

down_all() {
  STEP_COUNT=8
  # Removing workloads is the service's business, so it is started once more when it does not run.
  if ! service_runs && [[ -s $APP_JAR && -s $TRIPTYCH_HOME/admin.token ]]; then
    STEP_COUNT=10
    step 'Service, to remove workloads' start_service
  elif service_runs; then
    STEP_COUNT=9
  fi
  if service_runs; then step 'Workloads' remove_workloads; fi
  step 'Service' stop_service
  step 'Gateway' stop_gateway
  step 'Wasm hosts' stop_wasm_hosts
  step 'Volumes' unmount_volumes
  step "Guests' firewall" remove_firewall
  step 'Network for VMs' remove_network
  step 'libvirt' stop_libvirt
  step 'Docker' stop_docker
}

remove_workloads() {
  local names name left count=0 before=-1
  while ((count > before)); do # as long as it helps
    before=$count
    mapfile -t names < <(api GET '/workloads?limit=100' | jq -r '.items[].name')
    for name in "${names[@]}"; do
      echo "removing $name"
      if api DELETE "/workloads/$name?wait=gone&timeout=2m"; then count=$((count + 1)); fi
    done
  done
  left=$(api GET '/workloads?limit=100' | jq -r '[.items[].name] | join(" ")')
  if [[ -n $left ]]; then
    echo "could not be removed: $left"
    return 1
  fi
  note "removed $count"
}

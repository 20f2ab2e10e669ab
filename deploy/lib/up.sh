# up: from a fresh machine to a running service. Safe to repeat.
# shellcheck shell=bash

take_turn() { # one up, down or test at a time for one home
  make_home
  exec 9>"$RUN_DIR/lock"
  flock -n 9 || die "another ./triptych works on $TRIPTYCH_HOME"
}

prepare_host() { # what up and test have in common
  if ((EUID != 0)) && have sudo; then sudo -v; fi
  step 'Packages' install_packages "${PACKAGES[@]}"
  step 'Accounts' make_account
  use_access
  step 'Docker' start_docker
  step 'libvirt' start_libvirt
  step 'Network for VMs' start_network
  step 'Kernel for VMs' install_guest_kernel
  step 'Wasm engines' install_engines
  step 'Sample programs' build_samples
  step 'Languages' install_languages
}

# New groups hold for new logins, and what sudo starts is one: we go on there.
use_access() {
  if uses_access || ! has_access || [[ -n ${TRIPTYCH_AGAIN:-} ]]; then return; fi
  say 'Starting again, now as a member of docker and libvirt.'
  exec 9>&-
  export TRIPTYCH_AGAIN=yes TRIPTYCH_HOME TRIPTYCH_PORT
  local kept=HOME,CI,JAVA_HOME,TRIPTYCH_AGAIN,TRIPTYCH_HOME,TRIPTYCH_PORT,TRIPTYCH_JAVA_OPTS
  kept+=,TRIPTYCH_GATEWAY_PORT,TRIPTYCH_WASMTIME,SPRING_DATASOURCE_URL,SPRING_DATASOURCE_USERNAME,SPRING_DATASOURCE_PASSWORD
  exec sudo -u "$(id -un)" --preserve-env="$kept" env PATH="$PATH" "$TRIPTYCH_ROOT/triptych" "${COMMAND_LINE[@]}"
}

build_samples() {
  if ! wasm_compiler >/dev/null || ! have gcc; then note 'no compilers, so none'; return; fi
  local images=()
  docker_reachable || images=(--no-images)
  "$TRIPTYCH_ROOT/samples/build" "${images[@]}" | tee "$RUN_DIR/samples.out"
  if ((${#images[@]} > 0)); then
    note 'built without images, Docker does not answer'
  elif grep -qx 'nothing to build' "$RUN_DIR/samples.out"; then note unchanged; else note built; fi
}

command_up() {
  (($# == 0)) || die "up has no option $1"
  preflight
  take_turn
  heading 'Steps'
  STEP_COUNT=14
  prepare_host
  step 'Build' build_app
  step 'Start-up cache' train_app
  step 'Service' start_service
  step 'Samples as artifacts' store_samples
  step 'Python for Wasm' prepare_python
  print_welcome
}

print_welcome() {
  local base curl link
  base=$(api_base)
  curl="curl -K $TRIPTYCH_HOME/curlrc"
  link=$(api POST /session/links | jq -r .url) || link=
  heading 'Triptych is ready'
  cat <<TEXT
The console, this link signs you in once:
  ${link:-http://127.0.0.1:$(service_port)/}

Try:
  $curl $base/host
  $curl -H 'Content-Type: application/json' -d '{"name":"hello","kind":"wasm","source":{"artifact":"greeter.wasm"}}' '$base/workloads?wait=exit'
  $curl $base/workloads/hello/logs

  ./triptych demo     runs the same program as VM, container and Wasm
  ./triptych down     stops the service; workloads go on
TEXT
}

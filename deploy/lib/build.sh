# Builds the service and puts it below TRIPTYCH_HOME/app, ready to start fast.
# shellcheck shell=bash

APP_DIR=$TRIPTYCH_HOME/app
APP_JAR=$APP_DIR/control-plane.jar
AOT_CACHE=$APP_DIR/app.aot
HOST_CACHE=$APP_DIR/host.aot # the same for wasm hosts

# A start-up cache holds only for the flags that it was trained with.
JVM_FLAGS=(-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -XX:+ExitOnOutOfMemoryError)

java_home() { find_jdk || die 'no JDK 25 or newer was found; ./triptych up says what to install'; }
maven() { JAVA_HOME=$(java_home) mvn -B -ntp -f "$TRIPTYCH_ROOT/pom.xml" "$@"; }

# A digest of everything that the service is built from: names and bytes, whatever their times.
sources_digest() {
  (
    cd "$TRIPTYCH_ROOT" || exit
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
      git ls-files -coz --exclude-standard
    else
      find . -type f -not -path '*/target/*' -not -path '*/node_modules/*' -not -path '*/dist/*' -printf '%P\0'
    fi | grep -zvE '^(docs|system-tests|deploy|samples|\.ci|\.git|triptych)(/|$)|/src/test/|\.md$' | sort -z \
      | xargs -0 -r sha256sum 2>/dev/null | sha256sum | cut -d' ' -f1
  )
}

# What an installed app depends on: the sources, the JDK, the flags.
app_identity() { printf '%s %s %s\n' "$(sources_digest)" "$("$(java_home)/bin/java" --version | sed -n 1p)" "${JVM_FLAGS[*]}"; }

build_app() {
  local identity
  identity=$(app_identity)
  if [[ -s $APP_JAR && $(cat "$APP_DIR/identity" 2>/dev/null) == "$identity" ]]; then
    note 'unchanged since the last build'
    return
  fi
  mkdir -p "$TRIPTYCH_ROOT/target"
  (
    flock 8 # two homes may be set up from one checkout
    maven -T1C -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip=true -pl control-plane -am package
    rm -rf "$APP_DIR.new"
    "$(java_home)/bin/java" -Djarmode=tools -jar "$TRIPTYCH_ROOT/control-plane/target/control-plane-exec.jar" \
      extract --application-filename control-plane.jar --destination "$APP_DIR.new"
  ) 8>"$TRIPTYCH_ROOT/target/.build.lock"
  # A running service keeps the old files until it is restarted.
  rm -rf "$APP_DIR.old"
  if [[ -d $APP_DIR ]]; then mv "$APP_DIR" "$APP_DIR.old"; fi
  mv "$APP_DIR.new" "$APP_DIR"
  printf '%s\n' "$identity" >"$APP_DIR/identity"
  note built
}

free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 10000))
    if ! port_in_use "$port"; then
      echo "$port"
      return
    fi
  done
  return 1
}

mebibytes() { echo "$(($(stat -c %s "$1") / 1048576)) MiB"; }

# Runs the service once with a home of its own, asks it what a first user asks, and keeps what its JVM and that of its wasm
# host learned.
train_app() {
  if [[ -s $AOT_CACHE && -s $HOST_CACHE ]]; then
    note "there, $(mebibytes "$AOT_CACHE"), wasm host $(mebibytes "$HOST_CACHE")"
    return
  fi
  local home=$TRIPTYCH_HOME/training port pid answered=yes library=$TRIPTYCH_HOME/engines/libwasmtime.so
  remove_training "$home"
  mkdir -p "$home"
  port=$(free_port)
  (
    unset SPRING_DATASOURCE_URL SPRING_DATASOURCE_USERNAME SPRING_DATASOURCE_PASSWORD
    if [[ -z ${TRIPTYCH_WASMTIME:-} && -f $library ]]; then export TRIPTYCH_WASMTIME=$library; fi
    export TRIPTYCH_WASM_TRAINSTARTCACHE=true
    cd "$home" || exit
    exec env TRIPTYCH_HOME="$home" TRIPTYCH_PORT="$port" \
      "$(java_home)/bin/java" "${JVM_FLAGS[@]}" -XX:AOTCacheOutput="$AOT_CACHE.new" "-Xlog:aot*=error" \
      -jar "$APP_JAR"
  ) &
  pid=$!
  if await 300 eval "answers_livez $port || ! kill -0 $pid" && answers_livez "$port"; then exercise "$home" "$port" || true; else answered=no; fi
  kill -TERM "$pid" 2>/dev/null || true
  wait "$pid" || true
  if [[ $answered == no ]]; then
    echo 'the service did not answer'
    return 1
  fi
  keep_host_cache "$home"
  remove_training "$home"
  if [[ -s $AOT_CACHE.new ]]; then
    mv "$AOT_CACHE.new" "$AOT_CACHE"
    note "trained, $(mebibytes "$AOT_CACHE")"
  else
    note 'could not be trained, the service starts slower'
  fi
  [[ -s $HOST_CACHE ]] || note 'that of the wasm hosts could not be trained, they start slower'
}

# Ends the wasm hosts of a training; each writes what it learned into its folder when it ends.
keep_host_cache() { # home
  local folder pid
  for folder in "$1"/wasm/hosts/*/; do
    [[ -f $folder/process.json ]] || continue
    pid=$(jq -r .pid "$folder/process.json")
    kill -TERM "$pid" 2>/dev/null || continue
    await 120 eval "[[ -z \$(start_time_of $pid) ]]" || true
    if [[ -f $folder/host.aot && ! -L $folder/host.aot ]]; then
      cp "$folder/host.aot" "$HOST_CACHE.new"
      mv "$HOST_CACHE.new" "$HOST_CACHE"
    fi
  done
}

# The database and the wasm hosts of a root's home lie elsewhere, behind links: their account may not enter root's folders.
# A wasm host ends when its folder goes.
remove_training() { # home
  local part place
  for part in postgres wasm; do
    place=$(readlink "$1/$part" 2>/dev/null) || place=
    if [[ $place == "$SHARED_DIR"/homes/*/"$part" ]]; then rm -rf "$(dirname "$place")"; fi
  done
  rm -rf "$1"
}

exercise() { # home port
  local base=http://127.0.0.1:$2 config=$1/curlrc
  printf 'header = "Authorization: Bearer %s"\n' "$(cat "$1/admin.token")" >"$config"
  ask() { curl -sS -m 60 -o /dev/null -K "$config" -H 'Content-Type: application/json' "$@"; }
  ask "$base/"
  ask "$base/api/v1/host"
  curl -sS -m 60 -o /dev/null -K "$config" -T "$TRIPTYCH_HOME/samples/greeter.wasm" "$base/api/v1/artifacts/greeter.wasm"
  for _ in 1 2 3; do
    ask -d '{"name":"warm","kind":"wasm","source":{"artifact":"greeter.wasm"}}' "$base/api/v1/workloads?wait=exit"
    ask "$base/api/v1/workloads?limit=10"
    ask "$base/api/v1/workloads/warm/logs"
    ask -X DELETE "$base/api/v1/workloads/warm?wait=gone"
  done
  many_jobs "$config" "$base" 1000 || true
  curl -sS -m 60 -o /dev/null -K "$config" -T "$TRIPTYCH_HOME/samples/web.wasm" "$base/api/v1/artifacts/web.wasm"
  ask -d '{"name":"warm-web","kind":"wasm","lifecycle":"service","source":{"artifact":"web.wasm"},
    "ports":[{"name":"http","port":8080,"protocol":"http"}],"wasm":{"http":"cgi"},
    "probe":{"http":{"path":"/","port":"http"}}}' "$base/api/v1/workloads?wait=ready"
  ask -X DELETE "$base/api/v1/workloads/warm-web?wait=gone"
}

# So many jobs, eight at a time: the cache keeps what the JVM learned of them, and a service that is just started compiles its
# busiest methods soon and well.
many_jobs() { # config base count
  local list=$1.jobs number
  for ((number = 1; number <= $3; number++)); do
    if ((number > 1)); then echo next; fi
    cat "$1"
    printf 'url = "%s/api/v1/workloads?wait=exit"\noutput = /dev/null\nmax-time = 60\nsilent\n' "$2"
    printf 'header = "Content-Type: application/json"\n'
    printf 'data = "{\\"name\\":\\"warm-%s\\",\\"kind\\":\\"wasm\\",\\"source\\":{\\"artifact\\":\\"greeter.wasm\\"}}"\n' "$number"
  done >"$list"
  curl --no-progress-meter --parallel --parallel-max 8 -K "$list"
}

# What has to hold before anything is changed, in one list; and what will be installed and started.
# shellcheck shell=bash

LEAST_DISK_GIB=8
LEAST_MEMORY_GIB=3

FAILED_CHECKS=0
MISSING=()  # "what it is for|packages"
PACKAGES=() # what apt shall install

check_ok() { printf '  %sok%s       %s\n' "$GREEN" "$PLAIN" "$*"; }
check_todo() { printf '  %sto do%s    %s\n' "$YELLOW" "$PLAIN" "$*"; }
check_failed() {
  printf '  %sfailed%s   %s\n' "$RED" "$PLAIN" "$*"
  FAILED_CHECKS=$((FAILED_CHECKS + 1))
}

check_architecture() {
  local name
  name=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release 2>/dev/null)
  if [[ $(uname -sm) == 'Linux x86_64' ]]; then
    check_ok "architecture: x86-64, ${name:-Linux}"
  else
    check_failed "architecture: $(uname -sm); Triptych runs on Linux on x86-64"
  fi
}

check_rights() {
  if ((EUID == 0)); then
    check_ok 'rights: root'
  elif have sudo; then
    check_ok 'rights: sudo, for packages, daemons and the VM network alone'
  else
    check_failed 'rights: neither root nor sudo; packages and daemons cannot be prepared'
  fi
}

check_account() {
  if ((EUID != 0)); then
    has_access || check_todo "access: $(id -un) will be added to the groups docker and libvirt; whoever is in them is as powerful as root"
  elif ! have_account; then
    check_todo "account: the system user \"$ACCOUNT\" will be created, for PostgreSQL, which does not run as root"
  fi
}

nearest_folder() { # the path itself or the nearest parent that exists
  local path=$1
  until [[ -d $path ]]; do path=$(dirname "$path"); done
  echo "$path"
}

check_disk() {
  local free
  free=$(df -Pk "$(nearest_folder "$TRIPTYCH_HOME")" | awk 'NR == 2 {print int($4 / 1048576)}')
  if ((free >= LEAST_DISK_GIB)); then
    check_ok "disk: $free GiB free for $TRIPTYCH_HOME"
  else
    check_failed "disk: $free GiB free for $TRIPTYCH_HOME, at least $LEAST_DISK_GIB GiB are needed; TRIPTYCH_HOME may name another place"
  fi
}

check_memory() {
  local available
  available=$(awk '/^MemAvailable:/ {print int($2 / 1024)}' /proc/meminfo)
  if ((available >= LEAST_MEMORY_GIB * 1024)); then
    check_ok "memory: $((available / 1024)) GiB available"
  else
    check_failed "memory: $available MiB available, at least $LEAST_MEMORY_GIB GiB are needed"
  fi
}

port_in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

check_port() {
  if [[ ! $TRIPTYCH_PORT =~ ^[0-9]+$ ]] || ((TRIPTYCH_PORT < 1 || TRIPTYCH_PORT > 65535)); then
    check_failed "port: TRIPTYCH_PORT is \"$TRIPTYCH_PORT\", not a number from 1 to 65535"
  elif service_runs && [[ $(service_port) == "$TRIPTYCH_PORT" ]]; then
    check_ok "port: $TRIPTYCH_PORT, our own service"
  elif service_runs; then
    check_failed "port: the running service has $(service_port), not $TRIPTYCH_PORT; ./triptych down first"
  elif port_in_use "$TRIPTYCH_PORT"; then
    check_failed "port: $TRIPTYCH_PORT is taken by another program; TRIPTYCH_PORT may name another port"
  else
    check_ok "port: $TRIPTYCH_PORT is free"
  fi
}

check_jdk() {
  local home
  if home=$(find_jdk); then
    check_ok "JDK: $(jdk_release "$home") in $home"
  elif with_apt && package_exists openjdk-25-jdk-headless; then
    check_todo 'JDK: openjdk-25-jdk-headless will be installed'
  else
    check_failed 'JDK: no JDK 25 or newer in JAVA_HOME, on the PATH, in /usr/lib/jvm or in /opt, and none to install from here.'
    say '           Install a JDK 25, for example Eclipse Temurin 25, and name its folder in JAVA_HOME if it lies elsewhere.'
  fi
}

check_node() {
  local candidate release
  release=$(node_release)
  if node_suits; then
    check_ok "Node: $release"
    return
  fi
  candidate=$(apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: \([0-9]*\)\..*/\1/p')
  if ((${candidate:-0} >= NODE_WANTED)); then
    check_todo "Node: nodejs $candidate will be installed"
  else
    check_failed "Node: version $NODE_WANTED or newer with npm is needed to build the console${release:+, here is $release}; please install it"
  fi
}

check_subnet() {
  local subnet
  if have virsh && network_exists; then
    check_ok "subnet for VMs: $(network_subnet), network \"$NETWORK\""
  elif ! have ip; then
    check_todo 'subnet for VMs: will be chosen'
  elif subnet=$(free_subnet); then
    check_ok "subnet for VMs: $subnet is free"
  else
    check_failed 'subnet for VMs: none of the candidates is free, see free_subnet in deploy/host/network.sh'
  fi
}

check_virtualisation() {
  if grep -qwE 'vmx|svm' /proc/cpuinfo && [[ -c /dev/kvm ]]; then
    check_ok 'virtual machines: by hardware (KVM)'
  else
    check_ok 'virtual machines: by software emulation, slower (the CPU offers no KVM here)'
  fi
}

check_packages() {
  mapfile -t MISSING < <(missing_needs)
  if ((${#MISSING[@]} == 0)); then
    check_ok 'packages: nothing is missing'
  elif with_apt; then
    mapfile -t PACKAGES < <(printf '%s\n' "${MISSING[@]}" | packages_of | sort -u)
    check_todo "packages: $(printf '%s\n' "${MISSING[@]}" | cut -d'|' -f1 | paste -sd, | sed 's/,/, /g') will be installed"
  else
    local need
    for need in "${MISSING[@]}"; do
      check_todo "please install yourself: ${need%%|*} (Debian's names: ${need#*|})"
    done
  fi
}

check_daemons() {
  if docker_answers; then check_ok 'Docker: runs'; else check_todo 'Docker: dockerd will be started'; fi
  if libvirt_answers; then check_ok 'libvirt: runs'; else check_todo 'libvirt: libvirtd and virtlogd will be started'; fi
}

# Without any package lists nothing could be said about what this machine can install.
read_package_lists() {
  if with_apt && ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
    say '  reading the package lists (apt-get update)'
    as_root apt-get update -qq
  fi
}

preflight() {
  heading 'Checks'
  check_architecture
  check_rights
  read_package_lists
  check_disk
  check_memory
  check_port
  check_jdk
  check_node
  check_subnet
  check_virtualisation
  check_packages
  check_account
  check_daemons
  if ((FAILED_CHECKS > 0)); then
    printf '\n'
    die "$FAILED_CHECKS of these checks failed; nothing was changed"
  fi
  if ((${#PACKAGES[@]} > 0)); then
    heading 'Will be installed with apt-get'
    printf '%s\n' "${PACKAGES[*]}" | fold -s -w 100 | sed 's/^/  /'
  fi
}

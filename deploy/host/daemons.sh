# dockerd, virtlogd and libvirtd: started when they do not run, and stopped by `down --all` only when we started them.
# shellcheck shell=bash

# Which daemons this home started. Daemons that ran before are never touched.
started_by_us() { [[ -e $RUN_DIR/$1.unit ]] || recorded_pid "$RUN_DIR/$1.pid" >/dev/null; }

docker_system() { if [[ -w /var/run/docker.sock ]]; then env -u DOCKER_HOST docker "$@"; else look_as_root env -u DOCKER_HOST docker "$@"; fi; }
docker_version() { docker_system version --format '{{.Server.Version}}' 2>/dev/null; }
# With the user's own settings, as the service and the tests see it; DOCKER_HOST may name another Engine, or none.
docker_reachable() { have docker && docker version >/dev/null 2>&1; }
docker_answers() { have docker && [[ -n $(docker_version) ]]; }
libvirt_answers() { have virsh && virsh_system version >/dev/null 2>&1; }
virtlogd_answers() { [[ -S /run/libvirt/virtlogd-sock ]] && pgrep -x virtlogd >/dev/null; }

start_unit() { # name unit
  as_root systemctl start "$2"
  echo "$2" >"$RUN_DIR/$1.unit"
}

# Waits until a daemon that was launched answers; says so when it ended instead, or stays silent.
await_daemon() { # name check
  await 60 eval "$2 || has_ended $1" && "$2" && return
  if has_ended "$1"; then echo "$1 ended by itself."; else echo "$1 runs and does not answer."; fi
  echo "The end of $LOG_DIR/$1.log:"
  tail -n 20 "$LOG_DIR/$1.log" 2>/dev/null || true
  return 1
}

has_ended() { [[ -e $RUN_DIR/$1.pid ]] && ! recorded_pid "$RUN_DIR/$1.pid" >/dev/null; }

DOCKER_ROOT=/var/lib/docker
is_mounted() { awk -v path="$1" '$2 == path {found = 1} END {exit !found}' /proc/self/mounts; }

start_docker() {
  if ! docker_answers && ! have dockerd; then note 'not there, so no containers'; return; fi
  if docker_answers; then note "running, $(docker_version)"; return; fi
  if with_systemd; then
    start_unit dockerd docker.service
  else
    # A daemon that was killed leaves its pid file; dockerd refuses to start when that pid lives again.
    local stale=/run/docker.pid
    if [[ -e $stale ]] && ! grep -aqs dockerd "/proc/$(cat "$stale")/cmdline"; then as_root rm -f "$stale"; fi
    is_mounted "$DOCKER_ROOT" || touch "$RUN_DIR/docker-root.mounted"
    launch dockerd as_root dockerd --live-restore
  fi
  await_daemon dockerd docker_answers
  note "started, $(docker_version)"
}

# udev would do this. While the device is closed to QEMU's user, libvirt probes QEMU anew for each VM: half a minute each.
open_kvm() {
  [[ -c /dev/kvm ]] || return 0
  if [[ $(stat -c '%a %G' /dev/kvm) == '660 kvm' ]]; then return; fi
  if with_systemd; then return; fi
  as_root chgrp kvm /dev/kvm
  as_root chmod 0660 /dev/kvm
}

# Who may use libvirt is the group libvirt, as Debian's polkit rule says; a machine without a bus has no polkit to ask.
write_libvirtd_conf() {
  {
    grep -v '^#' /etc/libvirt/libvirtd.conf | grep . || true
    if [[ ! -S /run/dbus/system_bus_socket ]]; then
      printf '%s\n' 'unix_sock_group = "libvirt"' 'unix_sock_rw_perms = "0770"' 'auth_unix_rw = "none"'
    fi
  } >"$RUN_DIR/libvirtd.conf"
}

start_libvirt() {
  if ! have libvirtd || ! have virsh; then note 'not there, so no VMs'; return; fi
  open_kvm
  if libvirt_answers; then note "running, $(libvirt_version)"; return; fi
  if with_systemd; then
    start_unit libvirtd libvirtd.service
  else
    # libvirt wants the machine's bus only for firewalld and machined; it does without.
    virtlogd_answers || launch virtlogd as_root virtlogd
    write_libvirtd_conf
    launch libvirtd as_root libvirtd --config "$RUN_DIR/libvirtd.conf"
  fi
  await_daemon libvirtd libvirt_answers
  note "started, $(libvirt_version)"
}

libvirt_version() { virsh_system version | sed -n 's/^Running hypervisor: //p; s/^Using library: //p' | paste -sd, | sed 's/,/, /'; }

# Containers that run, whoever they belong to: none of ours is left when this is asked.
running_containers() { docker_system ps -q 2>/dev/null | wc -l; }
running_domains() { virsh_system list --name 2>/dev/null | grep -c . || true; }

stop_daemon() { # name
  if [[ -e $RUN_DIR/$1.unit ]]; then
    as_root systemctl stop "$(cat "$RUN_DIR/$1.unit")"
    rm -f "$RUN_DIR/$1.unit"
  else
    end_process "$RUN_DIR/$1.pid" 30 as_root
  fi
}

stop_docker() {
  started_by_us dockerd || { note 'left alone, not started by us'; return; }
  if (($(running_containers) > 0)); then note 'left running, containers of others run'; return; fi
  stop_daemon dockerd
  # What dockerd leaves behind when it ends.
  if ip link show docker0 >/dev/null 2>&1; then as_root ip link delete docker0; fi
  if [[ -e $RUN_DIR/docker-root.mounted ]] && is_mounted "$DOCKER_ROOT"; then as_root umount "$DOCKER_ROOT"; fi
  rm -f "$RUN_DIR/docker-root.mounted"
  note stopped
}

stop_libvirt() {
  started_by_us libvirtd || { note 'left alone, not started by us'; return; }
  if (($(running_domains) > 0)); then note 'left running, VMs of others run'; return; fi
  # A network outlives libvirtd, with its bridge and its DHCP server; all that run were started since we started it.
  local network
  for network in $(virsh_system net-list --name); do virsh_system net-destroy "$network"; done
  stop_daemon libvirtd
  if started_by_us virtlogd; then stop_daemon virtlogd; fi
  note stopped
}

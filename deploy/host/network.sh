# The libvirt network of our own: NAT and DHCP on the bridge triptych0. The network `default` is left alone.
# shellcheck shell=bash

NETWORK=triptych
BRIDGE=triptych0

virsh_system() { as_libvirt_user virsh -q -c qemu:///system "$@"; }
as_libvirt_user() { if [[ " $(id -nG) " == *' libvirt '* ]]; then "$@"; else look_as_root "$@"; fi; }

address_number() { # 10.1.2.3 → one number
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  echo $(((a << 24) + (b << 16) + (c << 8) + d))
}

overlaps() { # 10.1.2.0/24 10.0.0.0/8
  local one=${1%/*} other=${2%/*} one_bits=32 other_bits=32 bits mask
  [[ $1 == */* ]] && one_bits=${1#*/}
  [[ $2 == */* ]] && other_bits=${2#*/}
  bits=$((one_bits < other_bits ? one_bits : other_bits))
  mask=$((bits == 0 ? 0 : (0xffffffff << (32 - bits)) & 0xffffffff))
  (((($(address_number "$one") ^ $(address_number "$other")) & mask) == 0))
}

# The first candidate /24 that no route and no address of this host overlaps; the default route does not count.
free_subnet() {
  local taken candidate route
  taken=$({ ip -4 -o route show table all | awk '{print ($1 ~ /^[0-9]/) ? $1 : $2}'; ip -4 -o address | awk '{print $4}'; } \
    | grep -E '^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(/[0-9]+)?$' | sort -u)
  for candidate in 10.77.0.0/24 10.78.0.0/24 172.29.77.0/24 192.168.177.0/24 192.168.211.0/24 10.177.7.0/24; do
    for route in $taken; do
      if overlaps "$candidate" "$route"; then continue 2; fi
    done
    echo "$candidate"
    return
  done
  return 1
}

# Names come from the record alone: what machines call themselves is ignored.
network_xml() { # subnet, always a /24
  local base=${1%.*}
  cat <<XML
<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>$NETWORK</name>
  <forward mode='nat'/>
  <bridge name='$BRIDGE' stp='off' delay='0'/>
  <domain name='triptych' localOnly='yes'/>
  <ip address='$base.1' netmask='255.255.255.0'>
    <dhcp><range start='$base.10' end='$base.127'/></dhcp>
  </ip>
  <dnsmasq:options><dnsmasq:option value='dhcp-ignore-names'/></dnsmasq:options>
</network>
XML
}

network_exists() { virsh_system net-info "$NETWORK" >/dev/null 2>&1; }
network_is_active() { virsh_system net-info "$NETWORK" 2>/dev/null | grep '^Active: *yes' >/dev/null; }
network_subnet() {
  virsh_system net-dumpxml "$NETWORK" 2>/dev/null | sed -n "s/.*<ip address='\([0-9.]*\)\.1'.*/\1.0\/24/p"
}

# The upper half is for containers and modules. A network that was made before gave it to machines: those keep theirs.
narrow_dhcp_range() { # --config, or --live --config
  local base mac address
  base=$(network_subnet) && base=${base%.*}
  virsh_system net-dumpxml "$NETWORK" | grep "<range start='$base.10' end='$base.250'/>" >/dev/null || return 0
  if network_is_active; then
    virsh_system net-dhcp-leases "$NETWORK" | awk '{print $3, $5}' | while read -r mac address; do
      address=${address%/*}
      [[ ${address##*.} -gt 127 ]] || continue
      virsh_system net-update "$NETWORK" add ip-dhcp-host "<host mac='$mac' ip='$address'/>" --live
    done
  fi
  virsh_system net-update "$NETWORK" delete ip-dhcp-range "<range start='$base.10' end='$base.250'/>" "$@"
  virsh_system net-update "$NETWORK" add ip-dhcp-range "<range start='$base.10' end='$base.127'/>" "$@"
}

# Docker's network over the same bridge outlives libvirt's, and brings the bridge back without it: after a restart of the
# host, and after `down --all`. libvirt makes its own, so one that nobody is on goes.
remove_left_bridge() {
  local users
  [[ -d /sys/class/net/$BRIDGE/brif ]] || return 0
  users=$(find "/sys/class/net/$BRIDGE/brif" -mindepth 1 -printf '%f ')
  if [[ -n $users ]]; then
    echo "The bridge $BRIDGE is there without its network, and in use by: $users"
    echo "Stop the containers that are on it (docker network inspect $BRIDGE), then try again."
    return 1
  fi
  as_root ip link delete "$BRIDGE"
}

# Ours alone, by its label, and while no container is on it.
remove_shared_network() {
  [[ $(docker_system network inspect --format '{{index .Labels "dev.triptych.network"}}' "$BRIDGE" 2>/dev/null) == shared ]] || return 0
  docker_system network rm "$BRIDGE" >/dev/null || note "Docker's network $BRIDGE is kept, containers are on it"
}

start_network() {
  if ! libvirt_answers; then note 'no libvirt, so none'; return; fi
  if network_is_active; then
    narrow_dhcp_range --live --config
    note "running, $(network_subnet)"
    return
  fi
  local xml subnet
  remove_left_bridge
  if ! network_exists; then
    subnet=$(free_subnet) || { echo 'no free subnet for VMs among the candidates'; return 1; }
    xml=$(mktemp)
    network_xml "$subnet" >"$xml"
    virsh_system net-define "$xml"
    rm -f "$xml"
  fi
  narrow_dhcp_range --config
  virsh_system net-start "$NETWORK"
  boot_id >"$RUN_DIR/network.started"
  note "started, $(network_subnet)"
}

# Domains of anyone that have an interface on our network.
network_users() {
  local domain
  virsh_system list --all --name | while read -r domain; do
    [[ -n $domain ]] || continue
    if virsh_system domiflist "$domain" | awk '{print $3}' | grep -x "$NETWORK" >/dev/null; then echo "$domain"; fi
  done
}

remove_network() {
  if ! libvirt_answers || ! network_exists; then note 'none there'; return; fi
  if [[ $(cat "$RUN_DIR/network.started" 2>/dev/null) != "$(boot_id)" ]]; then note 'left alone, not started by us'; return; fi
  local users
  users=$(network_users)
  if [[ -n $users ]]; then note "kept, used by: ${users//$'\n'/ }"; return; fi
  remove_shared_network
  if network_is_active; then virsh_system net-destroy "$NETWORK"; fi
  virsh_system net-undefine "$NETWORK"
  rm -f "$RUN_DIR/network.started"
  note removed
}

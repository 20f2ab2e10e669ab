# What the service put into the packet filter for the guests of a bridge (guest-firewall). It stays while a guest is there.
# shellcheck shell=bash

# Rules that are for one guest, of any home.
guarded_guests() { look_as_root iptables-save -t filter 2>/dev/null | grep -c -- '--comment "\?triptych:' || true; }

# Takes away what leads from a bridge to our chains, and the chains when nothing leads to them any more.
remove_guest_rules() { # bridge
  local tool table chain
  for tool in iptables ip6tables; do
    for table in filter security; do
      for chain in INPUT FORWARD; do
        while as_root "$tool" -w 10 -t "$table" -D "$chain" -i "$1" -j "TRIPTYCH-$chain" 2>/dev/null; do :; done
        if ! as_root "$tool" -w 10 -t "$table" -S "$chain" 2>/dev/null | grep -- "-j TRIPTYCH-$chain\$" >/dev/null; then
          as_root "$tool" -w 10 -t "$table" -F "TRIPTYCH-$chain" 2>/dev/null || true
          as_root "$tool" -w 10 -t "$table" -X "TRIPTYCH-$chain" 2>/dev/null || true
        fi
      done
    done
  done
}

remove_firewall() {
  if ! look_as_root iptables -S TRIPTYCH-INPUT >/dev/null 2>&1; then note 'none there'; return; fi
  if libvirt_answers && network_exists && [[ -n $(network_users) ]] || (($(guarded_guests) > 0)); then
    note 'kept, for guests that are still there'
    return
  fi
  remove_guest_rules "$BRIDGE"
  note 'removed'
}

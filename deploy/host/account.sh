# Accounts: the one that PostgreSQL runs as when Triptych is run by root; and another user's access to the daemons.
# shellcheck shell=bash

ACCOUNT=triptych

have_account() { getent passwd "$ACCOUNT" >/dev/null; }

# Whether this user is on record for the daemons' groups. This process may still be without them.
has_access() { [[ " $(id -nG "$(id -un)") " == *' docker '* && " $(id -nG "$(id -un)") " == *' libvirt '* ]]; }
uses_access() { ((EUID == 0)) || [[ " $(id -nG) " == *' docker '* && " $(id -nG) " == *' libvirt '* ]]; }

grant_access() {
  local group
  for group in docker libvirt; do
    if getent group "$group" >/dev/null; then as_root usermod -aG "$group" "$(id -un)"; fi
  done
}

make_account() {
  if ((EUID != 0)); then
    if has_access; then note 'not root, has access'; return; fi
    grant_access
    note 'added to docker and libvirt'
    return
  fi
  if have_account; then note there; return; fi
  useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$ACCOUNT"
  note created
}

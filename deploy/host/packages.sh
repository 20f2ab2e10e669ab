# What the host needs from its distribution, and its installation. Debian and Ubuntu.
# shellcheck shell=bash

# A need is "what it is for | how it is recognised | packages". `recognised` is a shell condition.
host_needs() {
  cat <<'NEEDS'
Docker Engine|docker_is_here|docker.io docker-cli iptables
libvirt|have libvirtd && have virsh && have virtlogd|libvirt-daemon-system libvirt-clients libvirt-daemon-driver-qemu
QEMU|have qemu-system-x86_64 && have qemu-img && [[ -e /usr/share/qemu/qboot.rom ]] && has_network_rom|qemu-system-x86 qemu-utils ipxe-qemu seabios
volumes for VMs|has_virtiofsd|VIRTIOFSD
UEFI for VMs|[[ -e /usr/share/OVMF/OVMF_CODE_4M.fd ]]|ovmf
DHCP for VMs|have dnsmasq|dnsmasq-base
file system tools|have sqfstar && have xorriso && have cpio && have xz && have zstd|squashfs-tools xorriso cpio xz-utils zstd
tools of this script|have curl && have jq && have flock && have setpriv && have ip && have git && have column|curl jq util-linux iproute2 git bsdextrautils
C for Linux|have gcc && have musl-gcc|gcc musl-tools
C for Wasm|wasm_compiler >/dev/null|WASM_COMPILER
Rust for Wasm|rust_compiler >/dev/null|rustc libstd-rust-dev-wasm32
Maven|have mvn|maven
pip, for the engine wasmtime|have_pip|python3-pip
Node|node_suits|nodejs npm
NEEDS
  if [[ ${FOR_TESTS:-no} == yes ]]; then
    cat <<'NEEDS'
browser|have chromium|chromium
image builder|have mmdebstrap|mmdebstrap
script checker|have shellcheck|shellcheck
programs for guests|static_busybox|busybox-static
boot loaders for a test's disk|have sfdisk && have mke2fs && have mkfs.vfat && have mcopy && have grub-mkimage && [[ -e /usr/lib/grub/i386-pc/boot.img && -d /usr/lib/grub/x86_64-efi ]]|fdisk e2fsprogs dosfstools mtools grub-common grub-pc-bin grub-efi-amd64-bin
C library for guests|[[ -e /usr/include/stdio.h ]]|libc6-dev
NEEDS
  fi
}

NODE_WANTED=20
node_release() { { node --version 2>/dev/null || true; } | sed -n 's/^v\([0-9]*\).*/\1/p'; }
node_suits() { local release; release=$(node_release); have npm && ((${release:-0} >= NODE_WANTED)); }

have_pip() { have python3 && python3 -m pip --version >/dev/null 2>&1; }

static_busybox() { [[ -x /bin/busybox ]] && ! ldd /bin/busybox >/dev/null 2>&1; }

has_virtiofsd() { [[ -x /usr/libexec/virtiofsd || -x /usr/lib/qemu/virtiofsd || -x /usr/bin/virtiofsd ]]; }

has_network_rom() { [[ -e /usr/lib/ipxe/qemu/efi-virtio.rom || -e /usr/share/qemu/efi-virtio.rom ]]; }

docker_is_here() { have docker && { have dockerd || docker_answers; }; }

# A clang that can build for WASI: its compiler-rt, its linker and wasi-libc all have to be there.
wasm_compiler() {
  local clang version
  for clang in /usr/bin/clang-[0-9]*; do
    version=${clang##*-}
    if [[ -x $clang && -x /usr/bin/wasm-ld-$version && -e /usr/include/wasm32-wasi/stdio.h ]] \
      && compgen -G "/usr/lib/llvm-$version/lib/clang/*/lib/wasi/libclang_rt.builtins-wasm32.a" >/dev/null; then
      echo "$clang"
      return
    fi
  done
  return 1
}

# The target that a rustc calls WASI preview 1, when it has the library for it.
rust_target() { # rustc
  local root target
  root=$("$1" --print sysroot) || return
  for target in wasm32-wasip1 wasm32-wasi; do
    if compgen -G "$root/lib/rustlib/$target/lib/libstd-*.rlib" >/dev/null; then
      echo "$target"
      return
    fi
  done
  return 1
}

# A rustc that can build for WASI; the distribution's own first, since another one in front of it often cannot.
rust_compiler() {
  local rust
  for rust in /usr/bin/rustc "$(command -v rustc 2>/dev/null)"; do
    if [[ -x $rust ]] && rust_target "$rust" >/dev/null 2>&1; then
      echo "$rust"
      return
    fi
  done
  return 1
}

package_exists() { apt-cache show --no-all-versions "$1" 2>/dev/null | grep '^Filename:' >/dev/null; }

wasm_compiler_packages() {
  local version
  for version in 19 18 17 16 15 14; do
    if package_exists "clang-$version" && package_exists "libclang-rt-$version-dev-wasm32"; then
      echo "clang-$version lld-$version libclang-rt-$version-dev-wasm32 wasi-libc"
      return
    fi
  done
  return 1
}

# Lines "what it is for|package package …" for every need that is not met.
missing_needs() {
  local what met packages
  while IFS='|' read -r what met packages; do
    eval "$met" 2>/dev/null || printf '%s|%s\n' "$what" "$packages"
  done < <(host_needs)
  if ! find_jdk >/dev/null; then printf 'JDK 25|openjdk-25-jdk-headless\n'; fi
}

# Package names of the needs on stdin, those that this distribution has.
packages_of() {
  local needs names package
  needs=$(cut -d'|' -f2)
  names=$(for package in $needs; do
    if [[ $package == WASM_COMPILER ]]; then wasm_compiler_packages; else echo "$package"; fi
  done)
  for package in $names; do
    case $package in
      VIRTIOFSD) if package_exists virtiofsd; then echo virtiofsd; else echo qemu-system-common; fi ;; # QEMU's own until Debian 12
      docker-cli) have docker || ! package_exists docker-cli || echo docker-cli ;; # a package of its own since Debian 13
      # Without systemd the sysv variant keeps libvirt from pulling systemd in.
      libvirt-daemon-system) echo libvirt-daemon-system; with_systemd || echo libvirt-daemon-system-sysv ;;
      *) echo "$package" ;;
    esac
  done
}

with_apt() { have apt-get && have apt-cache && [[ -e /etc/debian_version ]]; }

install_packages() { # packages…
  if (($# == 0)); then note 'nothing to install'; return; fi
  # Daemons are started by us, in an order that matters; the packages' own start would come too early.
  local policy=/usr/sbin/policy-rc.d ours=no
  if ! with_systemd && [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 0755 "$policy"
    ours=yes
  fi
  local rc=0
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" || rc=$?
  if [[ $ours == yes ]]; then as_root rm -f "$policy"; fi
  if ((rc == 0)); then note "installed $# packages"; fi
  return "$rc"
}

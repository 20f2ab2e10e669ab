# Finds a JDK 25 or newer, whatever `java` is on the PATH.
# shellcheck shell=bash

JDK_WANTED=25

jdk_release() { # home → feature release, from the file that every JDK carries
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

jdk_homes() {
  if [[ -n ${JAVA_HOME:-} ]]; then echo "$JAVA_HOME"; fi
  if have javac; then dirname "$(dirname "$(readlink -f "$(command -v javac)")")"; fi
  find /usr/lib/jvm /opt "$HOME/.sdkman/candidates/java" "$HOME/.jdks" -maxdepth 2 -name release -printf '%h\n' 2>/dev/null | sort
}

find_jdk() {
  local home release
  while read -r home; do
    release=$(jdk_release "$home")
    if [[ -n $release && -x $home/bin/javac ]] && ((release >= JDK_WANTED)); then
      echo "$home"
      return
    fi
  done < <(jdk_homes)
  return 1
}

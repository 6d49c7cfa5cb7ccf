# Sourced by mvnw and argosy: makes JAVA_HOME point at a JDK 25 or newer, when one can be found.
# An explicit JAVA_HOME that is new enough wins; then java on the PATH; then the usual places.

argosy_jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

argosy_find_jdk() {
  for candidate in \
    "${JAVA_HOME:-}" \
    "$(dirname "$(dirname "$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null || echo /none/none/none)")")" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/jdk* /opt/java/*; do
    [ -n "$candidate" ] && version=$(argosy_jdk_version "$candidate") && [ "${version:-0}" -ge 25 ] || continue
    echo "$candidate"
    return 0
  done
  return 1
}

if argosy_jdk=$(argosy_find_jdk); then
  JAVA_HOME=$argosy_jdk
  export JAVA_HOME
else
  echo "Argosy needs a JDK 25 or newer and found none. Install one (for example Eclipse Temurin 25) or set JAVA_HOME to it." >&2
  exit 2
fi

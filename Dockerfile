# Runs the command line: docker run --rm -v "$PWD:/work" planner plan design.yaml -o out
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md constraints.txt ./
COPY planner planner
COPY templates templates
COPY catalogs catalogs
RUN python -m venv /opt/planner \
 && /opt/planner/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt . \
 && /opt/planner/bin/python -m compileall -q /opt/planner \
 && /opt/planner/bin/python -m planner.cli.pack

FROM python:3.13-slim
COPY --from=build /opt/planner /opt/planner
RUN useradd --uid 10001 --no-create-home planner
ENV PATH=/opt/planner/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
WORKDIR /work
ENTRYPOINT ["planner"]
CMD ["--help"]

# dotimg as an image: docker build -t dotimg . && docker run --rm -v "$PWD:/src" dotimg check .

# Its digest stands in dotimg's own tables: "dotimg upgrade --digest --write Dockerfile" renews it.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble@sha256:9b37bbaf06fc653cb0e757215081139fb493658e1f864a738f6a478620c9196f AS python
# Ubuntu serves only the newest of a package, so a version that is pinned is soon gone.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*

FROM python AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY src src
COPY data data
COPY docs/rules docs/rules
# pip compiles what it installs, and is not needed after.
RUN python3 -m venv /opt/dotimg \
    && /opt/dotimg/bin/pip install --no-cache-dir . \
    && /opt/dotimg/bin/pip uninstall --yes pip

FROM python
COPY --from=build /opt/dotimg /opt/dotimg
ENV PATH=/opt/dotimg/bin:$PATH
# Not root: the user app of the image, whose number the image sets.
# hadolint ignore=DL3066
USER $APP_UID
WORKDIR /src
ENTRYPOINT ["dotimg"]

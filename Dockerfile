# A node in a container. Its programs run under bubblewrap, which needs user namespaces; the default seccomp profile of most
# container engines forbids them, so:
#
#   docker build -t athanor .
#   docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined -p 127.0.0.1:8080:8080 -v athanor:/var/lib/athanor athanor
#
# `docker run ... athanor doctor` says whether the sandbox works there.

FROM debian:bookworm AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN mvn -q package -Dmaven.test.skip=true -DskipChecks

FROM debian:bookworm-slim
ARG COMMIT=""
RUN apt-get update \
  && apt-get install -y --no-install-recommends openjdk-17-jdk-headless bubblewrap python3 util-linux \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 1000 --user-group --no-create-home --home-dir /var/lib/athanor athanor \
  && install -d -o athanor -g athanor -m 0700 /var/lib/athanor
WORKDIR /opt/athanor
# Libraries change less often than the program, so they are a layer of their own.
COPY --from=build /build/target/lib target/lib
COPY athanor ./
COPY conf conf
COPY --from=build /build/target/athanor-*.jar target/
USER 1000:1000
ENV ATHANOR_HOME=/var/lib/athanor \
  ATHANOR_HTTP_HOST=0.0.0.0 \
  ATHANOR_COMMIT=${COMMIT}
VOLUME /var/lib/athanor
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health/live', timeout=4)"]
ENTRYPOINT ["/opt/athanor/athanor"]
CMD ["serve"]

# syntax=docker/dockerfile:1

# One static binary in an image that holds nothing else: no shell, no package
# manager, no root. Build it in a clone, whose commit becomes the version:
#
#   docker build -t pactdesk .
#   docker run -v pactdesk:/data pactdesk migrate
#   docker run -v pactdesk:/data pactdesk init --host … (see README.md)
#   docker run -p 8080:8080 -v pactdesk:/data pactdesk

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/pactdesk ./cmd/pactdesk \
 && mkdir /out/data

# CA certificates, time zones and /tmp come with the base.
FROM gcr.io/distroless/static-debian12
COPY --from=build /out/pactdesk /pactdesk
# The embedded database's place; with Postgres it stays empty.
COPY --from=build --chown=65532:65532 /out/data /data
WORKDIR /data
# A number, so that an orchestrator can see that it is not root's.
USER 65532:65532
ENV PACTDESK_ADDR=:8080 PACTDESK_DATA=/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["/pactdesk", "doctor", "--healthz", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["/pactdesk"]
CMD ["serve"]

package io.athanor.operations;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this node uses outside itself, all of it off unless configured. Health asks each one how it
 * is.
 *
 * @param allowLinkLocal whether an address may be link-local, where clouds serve the credentials of
 *     a machine
 * @param llm a language model
 * @param redis a Redis server
 * @param webFetch whether the web can be reached
 * @param webhook where messages for people go
 * @param http further services, by name
 */
public record IntegrationsConfig(
    boolean allowLinkLocal,
    Llm llm,
    Redis redis,
    WebFetch webFetch,
    Webhook webhook,
    List<HttpTarget> http) {

  private static final List<String> HTTP = List.of("http", "https");
  private static final List<String> REDIS = List.of("redis", "rediss");
  private static final int MOST_TARGETS = 50;

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public IntegrationsConfig {
    http = List.copyOf(http);
    List<String> names = http.stream().map(HttpTarget::name).toList();
    TargetUrl.throwIfAny(
        Stream.concat(
            Stream.of(
                new HashSet<>(names).size() == names.size() ? "" : "http: must name each once",
                names.size() <= MOST_TARGETS ? "" : "http: must be at most " + MOST_TARGETS),
            allowLinkLocal
                ? Stream.empty()
                : Stream.concat(
                    Stream.of(
                        TargetUrl.linkLocal("llm.url", llm.url()),
                        TargetUrl.linkLocal("redis.url", redis.url()),
                        TargetUrl.linkLocal("webFetch.url", webFetch.url()),
                        TargetUrl.linkLocal("webhook.url", webhook.url())),
                    http.stream().map(one -> TargetUrl.linkLocal("http", one.url())))));
  }

  /** Nothing. */
  public static IntegrationsConfig none() {
    return new IntegrationsConfig(
        false,
        new Llm(false, "", "", ""),
        new Redis(false, ""),
        new WebFetch(false, ""),
        new Webhook(false, "", ""),
        List.of());
  }

  /**
   * An endpoint that speaks as OpenAI's does.
   *
   * @param url up to and with {@code /v1}
   * @param apiKey sent as a bearer token; may be empty
   * @param model which one is used
   */
  public record Llm(boolean enabled, String url, String apiKey, String model) {
    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public Llm {
      TargetUrl.throwIfAny(
          Stream.of(
              TargetUrl.fault("url", url, HTTP),
              TargetUrl.missing(enabled, "url", url),
              TargetUrl.missing(enabled, "model", model),
              TargetUrl.word("apiKey", apiKey),
              TargetUrl.word("model", model)));
    }

    @Override
    public String toString() {
      return "Llm[enabled=%s, model=%s]".formatted(enabled, model);
    }
  }

  /**
   * A Redis server.
   *
   * @param url {@code redis://user:password@host:port}, or {@code rediss} with TLS
   */
  public record Redis(boolean enabled, String url) {
    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public Redis {
      TargetUrl.throwIfAny(
          Stream.of(TargetUrl.fault("url", url, REDIS), TargetUrl.missing(enabled, "url", url)));
    }

    @Override
    public String toString() {
      return "Redis[enabled=%s]".formatted(enabled);
    }
  }

  /**
   * Whether the web can be reached.
   *
   * @param url a page that is small and always there
   */
  public record WebFetch(boolean enabled, String url) {
    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public WebFetch {
      TargetUrl.throwIfAny(
          Stream.of(TargetUrl.fault("url", url, HTTP), TargetUrl.missing(enabled, "url", url)));
    }

    @Override
    public String toString() {
      return "WebFetch[enabled=%s]".formatted(enabled);
    }
  }

  /**
   * Where messages for people go.
   *
   * @param url as Slack gives it; it is itself a secret
   * @param secret signs what is sent; may be empty
   */
  public record Webhook(boolean enabled, String url, String secret) {
    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public Webhook {
      TargetUrl.throwIfAny(
          Stream.of(
              TargetUrl.fault("url", url, HTTP),
              TargetUrl.missing(enabled, "url", url),
              TargetUrl.word("secret", secret)));
    }

    @Override
    public String toString() {
      return "Webhook[enabled=%s]".formatted(enabled);
    }
  }

  /**
   * A service that is well while it answers with a certain status.
   *
   * @param name of the check, after {@code http:}
   * @param header that the secret is sent in; {@code Authorization} where absent
   * @param secret the value of that header, whole
   * @param status the one that is expected; 200 where absent
   * @param critical whether the node is not ready while it is away
   */
  public record HttpTarget(
      String name,
      String url,
      Optional<String> header,
      Optional<String> secret,
      Optional<Integer> status,
      Optional<Boolean> critical) {
    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public HttpTarget {
      boolean named = header.map(text -> text.matches("[A-Za-z0-9-]{1,64}")).orElse(true);
      boolean plain = secret.map(text -> text.matches("[ -~]{1,4096}")).orElse(true);
      TargetUrl.throwIfAny(
          Stream.of(
              name.matches("[A-Za-z0-9._-]{1,64}")
                  ? ""
                  : "name: must be 1 to 64 letters, digits, dots, dashes and _",
              TargetUrl.fault("url", url, HTTP),
              TargetUrl.missing(true, "url", url),
              named ? "" : "header: must be the name of a header",
              plain ? "" : "secret: must be visible ASCII on one line",
              status.map(code -> code >= 100 && code <= 599).orElse(true)
                  ? ""
                  : "status: must be between 100 and 599"));
    }

    @Override
    public String toString() {
      return "HttpTarget[%s]".formatted(name);
    }
  }
}

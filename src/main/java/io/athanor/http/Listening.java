package io.athanor.http;

import io.vertx.core.http.HttpServerOptions;

/** How the server listens and what it takes from a connection. */
final class Listening {

  private static final int MAX_HEADERS = 16 * 1024;

  // Any free port, and the same one for all instances, which 0 would not be.
  private static final int SHARED_RANDOM_PORT = -1;

  private static final int MAX_REQUEST_LINE = 8 * 1024;

  /** Of what WebSocket clients send, which nobody reads. */
  private static final int MAX_FRAME = 1024;

  private Listening() {}

  static HttpServerOptions options(HttpConfig config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port() == 0 ? SHARED_RANDOM_PORT : config.port())
        .setIdleTimeout((int) Math.max(1, config.idleTimeout().toSeconds()))
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setHttp2ClearTextEnabled(false)
        .setMaxWebSocketFrameSize(MAX_FRAME)
        .setMaxWebSocketMessageSize(MAX_FRAME)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setHandle100ContinueAutomatically(false);
  }

  /** What to do about an address that cannot be had. */
  static IllegalStateException failed(HttpConfig config, Throwable cause) {
    String message =
        "cannot listen on %s:%d: %s. Set ATHANOR_HTTP_PORT to a free port, or to 0 for any."
            .formatted(config.host(), config.port(), cause.getMessage());
    return new IllegalStateException(message, cause);
  }
}

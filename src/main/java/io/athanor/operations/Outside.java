package io.athanor.operations;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reaches what is outside the node. The address that was looked at is the address that is connected
 * to, no redirect is followed, and no more than a bounded part of an answer is read.
 */
final class Outside {

  private static final int MOST = 256 * 1024;
  private static final int CONNECT_MILLIS = 3_000;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Different services at one address must not wait for each other. */
  private static final int CONNECTIONS = 64;

  private final Vertx vertx;
  private final boolean allowLinkLocal;
  private final Duration longest;
  private final HttpClient http;
  private final NetClient net;

  /** What came back; the body may have been cut. */
  record Answer(int status, String body) {}

  /**
   * @param longest after which whatever has not answered is left, with its connection
   */
  Outside(Vertx vertx, boolean allowLinkLocal, Duration longest) {
    this.vertx = vertx;
    this.longest = longest;
    this.allowLinkLocal = allowLinkLocal;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeepAlive(false)
                .setMaxHeaderSize(16 * 1024),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.net = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
  }

  /** Gets a page. */
  Future<Answer> get(String url, Map<String, String> headers, boolean body) {
    URI uri = URI.create(url);
    int port = port(uri);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    return resolve(uri.getHost())
        .compose(
            address -> {
              RequestOptions options =
                  new RequestOptions()
                      .setMethod(HttpMethod.GET)
                      .setServer(SocketAddress.inetSocketAddress(port, address))
                      .setHost(uri.getHost())
                      .setPort(port)
                      .setSsl(secure(uri))
                      .setURI(target)
                      .setFollowRedirects(false);
              headers.forEach(options::putHeader);
              return http.request(options);
            })
        .compose(request -> ask(request, body));
  }

  private Future<Answer> ask(HttpClientRequest request, boolean body) {
    // What cannot be read of an answer may hold anything, also what was sent: not for the log.
    request.connection().exceptionHandler(fault -> {});
    long timer = vertx.setTimer(longest.toMillis(), late -> request.reset());
    return request
        .send()
        .compose(response -> read(response, body))
        .onComplete(done -> vertx.cancelTimer(timer));
  }

  private static Future<Answer> read(HttpClientResponse response, boolean body) {
    int status = response.statusCode();
    response.exceptionHandler(reset -> {});
    if (!body) {
      response.request().reset();
      return Future.succeededFuture(new Answer(status, ""));
    }
    Promise<Answer> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.exceptionHandler(cause -> whole.tryFail(cause));
    response.endHandler(end -> whole.tryComplete(new Answer(status, read.toString())));
    response.handler(
        part -> {
          read.appendBuffer(part);
          if (read.length() > MOST && whole.tryComplete(new Answer(status, read.toString()))) {
            response.request().reset();
          }
        });
    return whole.future();
  }

  /** Whether an address of the web wants TLS. */
  static boolean secure(URI uri) {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  /** The port of an address of the web. */
  static int port(URI uri) {
    return uri.getPort() > 0 ? uri.getPort() : secure(uri) ? HTTPS : HTTP;
  }

  /** Connects, whatever is then spoken; in TLS with a certificate for that name. */
  Future<NetSocket> connect(String host, int port, boolean secure) {
    return resolve(host)
        .compose(address -> net.connect(SocketAddress.inetSocketAddress(port, address)))
        .compose(
            socket ->
                secure
                    ? socket
                        .upgradeToSsl(
                            new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS"), host)
                        .map(socket)
                        .onFailure(cause -> socket.close())
                    : Future.succeededFuture(socket));
  }

  private Future<String> resolve(String host) {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return vertx
        .executeBlocking(() -> InetAddress.getByName(name), false)
        .compose(
            address ->
                TargetUrl.forbidden(address) && !allowLinkLocal
                    ? Future.failedFuture(new ForbiddenAddress())
                    : Future.succeededFuture(address.getHostAddress()));
  }

  /** The name leads to where credentials of a machine may be served. */
  static final class ForbiddenAddress extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddress() {
      super("leads to an address of the machine's own network, which is refused");
    }
  }

  /** Gives up what has not answered by then; a connection is for its owner to close. */
  <T> Future<T> inTime(Future<T> answer) {
    return answer.timeout(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  Future<Void> close() {
    return Future.join(http.close(), net.close()).mapEmpty();
  }
}

package io.athanor.violations.experiments;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

final class WaitsOnAnEventLoop {

  void sleeps() throws InterruptedException {
    Thread.sleep(1);
  }

  void awaits(Future<String> future, CountDownLatch latch) throws InterruptedException {
    future.await();
    latch.await();
  }

  String joins(CompletableFuture<String> future) {
    return future.join();
  }

  void sends(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
    client.send(request, BodyHandlers.discarding());
  }

  void waits(Process process) throws InterruptedException {
    process.waitFor();
  }

  void reads(Vertx vertx) {
    vertx.fileSystem().readFileBlocking("file");
  }
}

package io.athanor;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.file.FileSystem;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/** Rule 8: nothing waits, but on threads that are there for it. */
final class Waiting {

  private static final Map<Class<?>, Set<String>> CALLS =
      Map.ofEntries(
          Map.entry(Thread.class, Set.of("sleep", "join")),
          Map.entry(Object.class, Set.of("wait")),
          Map.entry(io.vertx.core.Future.class, Set.of("await")),
          Map.entry(CountDownLatch.class, Set.of("await")),
          Map.entry(Condition.class, Set.of("await", "awaitNanos", "awaitUninterruptibly")),
          Map.entry(Semaphore.class, Set.of("acquire", "acquireUninterruptibly")),
          Map.entry(LockSupport.class, Set.of("park", "parkNanos", "parkUntil")),
          Map.entry(Future.class, Set.of("get")),
          Map.entry(CompletableFuture.class, Set.of("join")),
          Map.entry(ExecutorService.class, Set.of("awaitTermination", "invokeAll", "invokeAny")),
          Map.entry(BlockingQueue.class, Set.of("take", "put")),
          Map.entry(HttpClient.class, Set.of("send")),
          Map.entry(Process.class, Set.of("waitFor")));

  /** On a sandbox's reader thread; before any verticle. */
  private static final List<String> NAMED =
      List.of("io.athanor.execution.OutputSpool", "io.athanor.persistence.Migrations");

  private Waiting() {}

  static ArchRule isOnlyIn(String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .and(describe("are not named", type -> !NAMED.contains(type.getFullName())))
        .should()
        .callMethodWhere(describe("it waits", Waiting::waits));
  }

  private static boolean waits(JavaMethodCall call) {
    if (call.getTargetOwner().isAssignableTo(FileSystem.class)) {
      return call.getName().endsWith("Blocking");
    }
    return CALLS.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getValue().contains(call.getName())
                    && call.getTargetOwner().isAssignableTo(entry.getKey()));
  }
}

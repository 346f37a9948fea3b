package peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** db-scheduler, polling with lock-and-fetch: arguments are threads, lower and upper limit. */
final class DbSchedulerPeer extends Peer {

  private static final int BATCH = 1_000;
  private static final String TABLE =
      """
      create table if not exists scheduled_tasks (
        task_name text not null, task_instance text not null, task_data bytea, execution_time timestamptz not null,
        picked boolean not null, picked_by text, last_success timestamptz, last_failure timestamptz, consecutive_failures int,
        last_heartbeat timestamptz, version bigint not null, priority smallint, primary key (task_name, task_instance));
      create index if not exists execution_time_idx on scheduled_tasks (execution_time);
      create index if not exists last_heartbeat_idx on scheduled_tasks (last_heartbeat);
      create index if not exists priority_execution_time_idx on scheduled_tasks (priority desc, execution_time asc)""";

  private static final TaskDescriptor<Void> NOOP = TaskDescriptor.of("noop");

  private final int threads;
  private final double lower;
  private final double upper;
  private volatile CountDownLatch left = new CountDownLatch(0);
  private final OneTimeTask<Void> task =
      Tasks.oneTime(NOOP).execute((instance, context) -> left.countDown());

  private DbSchedulerPeer(int threads, double lower, double upper) {
    super(threads + 4);
    this.threads = threads;
    this.lower = lower;
    this.upper = upper;
  }

  public static void main(String[] arguments) throws Exception {
    DbSchedulerPeer peer =
        new DbSchedulerPeer(
            Integer.parseInt(arguments[0]),
            Double.parseDouble(arguments[1]),
            Double.parseDouble(arguments[2]));
    peer.execute(TABLE);
    peer.serve();
  }

  @Override
  void prepare(String step) throws Exception {
    execute(step.equals("insert") ? "truncate scheduled_tasks" : "vacuum analyze scheduled_tasks");
  }

  @Override
  void insert(int jobs) {
    SchedulerClient client = SchedulerClient.Builder.create(database, task).build();
    Instant now = Instant.now();
    for (int from = 0; from < jobs; from += BATCH) {
      client.scheduleBatch(
          IntStream.range(from, Math.min(jobs, from + BATCH))
              .mapToObj(number -> (TaskInstance<?>) NOOP.instance("b" + number).build()),
          now);
    }
  }

  @Override
  void drain(int jobs) throws Exception {
    left = new CountDownLatch(jobs);
    Scheduler scheduler =
        Scheduler.create(database, task)
            .threads(threads)
            .pollingInterval(Duration.ofMillis(500))
            .pollUsingLockAndFetch(lower, upper)
            .build();
    scheduler.start();
    left.await();
    while (count("select count(*) from scheduled_tasks") > 0) {
      Thread.sleep(5);
    }
    new Thread(scheduler::stop).start();
  }
}

package peers;

import java.time.Duration;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.BackgroundJob;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr, the open source edition: the argument is the number of workers. */
public final class JobRunrPeer extends Peer {

  /** What each job runs. */
  public static final class Noop {
    /** Does nothing. */
    public void run(int number) {}
  }

  private final int workers;
  private final PostgresStorageProvider storage;

  private JobRunrPeer(int workers) {
    super(workers + 4);
    this.workers = workers;
    storage = new PostgresStorageProvider(database);
    JobRunr.configure().useStorageProvider(storage).initialize();
  }

  public static void main(String[] arguments) throws Exception {
    new JobRunrPeer(Integer.parseInt(arguments[0])).serve();
  }

  @Override
  void prepare(String step) throws Exception {
    execute(step.equals("insert") ? "truncate jobrunr_jobs" : "vacuum analyze jobrunr_jobs");
  }

  @Override
  void insert(int jobs) {
    BackgroundJob.<Noop, Integer>enqueue(
        IntStream.range(0, jobs).boxed(), (noop, number) -> noop.run(number));
  }

  @Override
  void drain(int jobs) throws Exception {
    JobRunr.configure()
        .useStorageProvider(storage)
        .useBackgroundJobServer(
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andWorkerCount(workers)
                .andPollInterval(Duration.ofSeconds(5)))
        .initialize();
    BackgroundJobServer server = JobRunr.getBackgroundJobServer();
    while (count("select count(*) from jobrunr_jobs where state = 'SUCCEEDED'") < jobs) {
      Thread.sleep(20);
    }
    new Thread(server::stop).start();
  }
}

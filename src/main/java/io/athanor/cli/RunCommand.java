package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Submit a program, follow its output and print its result.",
      "Ends with 0 if it completed and 1 if not. Ctrl-C stops following, not the experiment."
    },
    footer = {
      "",
      "Examples:",
      "  athanor run examples/monte_carlo_pi.py -p n=10000 -p seed=7",
      "  athanor run fit.py -p depth=4 --limit memory=512MB --limit wall=5m --tag study=a",
      "  athanor run fit.py --detach"
    })
final class RunCommand extends ClientCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private Submission submission;

  @Option(names = "--detach", description = "Do not follow: print the id and end.")
  private boolean detach;

  @Option(
      names = "--raw",
      description = "Obey control characters in the program's output instead of showing them.")
  private boolean raw;

  private boolean complained;

  RunCommand(Terminal terminal) {
    super(terminal);
    submission = new Submission();
  }

  @Override
  public Integer call() {
    Api api = api();
    JsonNode accepted = api.post(Api.V1 + "/experiments", submission.body(terminal(), api));
    SubmitCommand.sayMore(accepted, terminal());
    String id = SafeText.line(accepted.path("id").asText(""));
    if (detach) {
      print(json() ? Json.pretty(accepted) : id);
      return ExitCode.OK;
    }
    terminal().progress("Experiment " + id + " is accepted.");
    Thread interrupted =
        new Thread(
            () -> terminal().progress("\nNot followed any more; it goes on.  " + next(id)),
            "interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      follow(api, id);
    } catch (CommandFailure e) {
      terminal().progress("The experiment goes on without us.  " + next(id));
      throw e;
    } finally {
      Hooks.remove(interrupted);
    }
    JsonNode experiment = finished(api, id);
    return report(experiment);
  }

  private static String next(String id) {
    return "Follow: athanor logs -f " + id + "   Stop: athanor cancel " + id;
  }

  private void follow(Api api, String id) {
    // With --json stdout belongs to the document.
    ProgramOutput out = new ProgramOutput(json() ? terminal().err() : terminal().out(), raw);
    ProgramOutput err = new ProgramOutput(terminal().err(), raw);
    AttemptMarks marks = new AttemptMarks(terminal());
    ProgressLine line = new ProgressLine(terminal());
    OutputFollower.Output both =
        new OutputFollower.Output() {
          @Override
          public void piece(int attempt, String stream, long offset, byte[] bytes) {
            line.clear();
            marks.at(attempt);
            complained |= stream.equals("stderr");
            (stream.equals("stderr") ? err : out).write(bytes);
            line.mayCome(bytes.length == 0 || bytes[bytes.length - 1] == '\n');
          }

          @Override
          public void live(JsonNode figures) {
            if (terminal().errWatched()) {
              line.update(MetricView.line(figures));
            }
          }
        };
    new OutputFollower(api, id, Optional.empty(), PATIENCE).follow(both, () -> sayWaiting(api, id));
    line.clear();
    out.end();
    err.end();
  }

  private void sayWaiting(Api api, String id) {
    try {
      String waiting = api.ask(Api.V1 + "/experiments/" + id).body().path("waiting").asText("");
      if (!waiting.isEmpty()) {
        terminal().progress("Waiting: " + SafeText.line(waiting));
      }
    } catch (CommandFailure e) {
      // Only a courtesy; following notices by itself that the server is away, and tries again.
      terminal().err().flush();
    }
  }

  /** The end of the output may be told a moment before the outcome is committed. */
  private static JsonNode finished(Api api, String id) {
    Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(1));
    while (true) {
      JsonNode experiment =
          api.get(Api.V1 + "/experiments/" + id + "?include=result,attempts,metrics,artifacts");
      if (Explanations.terminal(experiment.path("state").asText(""))) {
        return experiment;
      }
      backoff.pause();
    }
  }

  /** What the program itself wrote to stderr was shown when it did. */
  private static JsonNode withoutError(JsonNode experiment) {
    JsonNode copy = experiment.deepCopy();
    for (JsonNode attempt : copy.path("attempts")) {
      if (attempt instanceof ObjectNode fields) {
        fields.remove("error");
      }
    }
    return copy;
  }

  private int report(JsonNode experiment) {
    boolean completed = Explanations.completed(experiment);
    if (json()) {
      print(experiment);
    } else {
      new ExperimentView(terminal(), complained ? withoutError(experiment) : experiment).brief();
    }
    if (!completed) {
      String state = SafeText.line(experiment.path("state").asText(""));
      String reason = Explanations.reason(experiment);
      terminal()
          .progress(
              "The experiment ended as "
                  + state
                  + (reason.isEmpty() ? "." : ": " + SafeText.line(reason) + "."));
      terminal().progress("More: athanor show " + SafeText.line(experiment.path("id").asText("")));
    }
    return completed ? ExitCode.OK : ExitCode.FAILED;
  }
}

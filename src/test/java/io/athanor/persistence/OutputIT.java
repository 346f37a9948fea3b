package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.AppendOutput;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Output;
import io.athanor.contract.Experiments.OutputChunk;
import io.athanor.contract.Experiments.ReadOutput;
import io.athanor.contract.Experiments.Stream;
import io.athanor.contract.Failure;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutputIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static OutputChunk chunk(int attempt, int number, Stream stream, byte... bytes) {
    return new OutputChunk(attempt, number, stream, 0, new Bytes(bytes));
  }

  private static boolean append(Work work, OutputChunk... chunks) {
    return store
        .get(
            Attempts.APPEND_OUTPUT,
            new AppendOutput(work.experimentId(), work.token(), List.of(chunks)))
        .current();
  }

  private static Output read(UUID id, Stream stream, int attempt, int number) {
    return store.get(Experiments.OUTPUT, new ReadOutput(id, stream, attempt, number, Caller.ADMIN));
  }

  @Test
  void bytesComeBackAsTheyWereInTheirOrder() {
    UUID id = store.insert(Draft.in("p")).get(0);
    assertThat(read(id, null, 0, -1)).isEqualTo(new Output(List.of(), State.QUEUED));
    Work work = store.member("p").takesOne();
    OutputChunk nul = chunk(1, 0, Stream.STDOUT, (byte) 0, (byte) 'a');
    OutputChunk invalid = chunk(1, 1, Stream.STDERR, (byte) 0xFF, (byte) 0xC0, (byte) 0xED);
    OutputChunk last = chunk(1, 2, Stream.STDOUT, (byte) '\n');
    assertThat(append(work, nul, invalid)).isTrue();
    assertThat(append(work, invalid, last)).isTrue();
    assertThat(read(id, null, 0, -1))
        .isEqualTo(new Output(List.of(nul, invalid, last), State.RUNNING));
    assertThat(read(id, Stream.STDERR, 0, -1).chunks()).containsExactly(invalid);
    assertThat(read(id, null, 1, 0).chunks()).containsExactly(invalid, last);
    assertThat(read(id, Stream.STDOUT, 1, 2).chunks()).isEmpty();
  }

  @Test
  void onlyTheAttemptThatRunsMayAppend() throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    Work first = member.takesOne();
    assertThat(append(first, chunk(1, 0, Stream.STDOUT, (byte) '1'))).isTrue();
    member.commits(Member.ended(first, Verdict.SANDBOX_ERROR));
    assertThat(append(first, chunk(1, 1, Stream.STDOUT, (byte) 'x'))).isFalse();
    Work second = member.takesOne();
    assertThat(append(first, chunk(1, 2, Stream.STDOUT, (byte) 'x'))).isFalse();
    assertThat(append(second, chunk(2, 0, Stream.STDOUT, (byte) '2'))).isTrue();
    member.commits(Member.ended(second, Verdict.SUCCEEDED));
    assertThat(append(second, chunk(2, 1, Stream.STDOUT, (byte) 'x'))).isFalse();
    assertThat(read(id, null, 0, -1).chunks())
        .extracting(OutputChunk::attempt)
        .containsExactly(1, 2);
    assertThat(read(id, null, 2, 0)).isEqualTo(new Output(List.of(), State.COMPLETED));
    assertThat(store.count("output_chunks")).isEqualTo(2);
  }

  @Test
  void aFollowerWhoResumesSeesEveryByteOnceInMessagesOfBoundedSize() {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    Work work = member.takesOne();
    Random random = new Random(1);
    List<OutputChunk> written = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      byte[] bytes = new byte[i % 10 == 0 ? Bytes.MAX : 1 + random.nextInt(3_000)];
      random.nextBytes(bytes);
      written.add(chunk(1, i, i % 3 == 0 ? Stream.STDERR : Stream.STDOUT, bytes));
      append(work, written.get(i));
    }
    member.commits(Member.ended(work, Verdict.FAILED));
    List<OutputChunk> seen = new ArrayList<>();
    Output page = read(id, null, 0, -1);
    while (!page.chunks().isEmpty()) {
      assertThat(page.chunks().stream().mapToInt(one -> one.bytes().value().length).sum())
          .isLessThanOrEqualTo(Bytes.MAX);
      seen.addAll(page.chunks());
      OutputChunk last = seen.get(seen.size() - 1);
      page = read(id, null, last.attempt(), last.number());
    }
    assertThat(seen).isEqualTo(written);
    assertThat(page.state()).isEqualTo(State.FAILED);
  }

  @Test
  void anAnsweredExperimentHasTheOutputOfTheOneThatAnswers() {
    Draft original = Draft.in("p").fingerprint("same");
    store.insert(original);
    Member member = store.member("p");
    Work work = member.takesOne();
    append(work, chunk(1, 0, Stream.STDOUT, (byte) 'o'));
    member.commits(Member.ended(work, Verdict.SUCCEEDED));
    UUID copy = store.insert(Draft.in("p").fingerprint("same").reuse()).get(0);
    Output output = read(copy, null, 0, -1);
    assertThat(output.state()).isEqualTo(State.COMPLETED);
    assertThat(output.chunks()).hasSize(1);
    assertThat(Arrays.toString(output.chunks().get(0).bytes().value())).isEqualTo("[111]");
  }

  @Test
  void anUnknownExperimentIsNotFound() {
    assertThat(
            Await.refusal(
                    store.ask(
                        Experiments.OUTPUT,
                        new ReadOutput(UUID.randomUUID(), null, 0, -1, Caller.ADMIN)))
                .failure())
        .isEqualTo(Failure.NOT_FOUND);
  }
}

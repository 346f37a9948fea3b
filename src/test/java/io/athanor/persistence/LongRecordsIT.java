package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Kind;
import io.athanor.contract.Research;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LongRecordsIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  /** What the limit would allow is not read. */
  @Test
  void aPageOfLongRecordsCostsWhatItAnswers() throws Exception {
    store.execute(
        "insert into conversations (id, owner, thread, prompt, response) select gen_random_uuid(), 'admin', 'long', 'q',"
            + " (select string_agg(md5(i::text || k::text), '') from generate_series(1, 3000) k) from generate_series(1, 120) i");
    long few = blocks(60);
    assertThat(blocks(500)).isLessThanOrEqualTo(few * 3 / 2);
  }

  private static long blocks(int limit) throws Exception {
    RecordQuery query =
        RecordQuery.of(
            new Research.ListPage(
                Kind.CONVERSATION,
                Map.of("thread", "long"),
                List.of(),
                null,
                limit,
                null,
                Caller.ADMIN),
            false);
    try (Plans plans = Plans.open(store.target())) {
      return plans.of(query.statement(), query.parameters()).blocks();
    }
  }
}

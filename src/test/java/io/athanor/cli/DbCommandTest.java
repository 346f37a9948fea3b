package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbCommandTest {

  private static final String EXPLAIN = "POST /admin/database/explain";
  private static final String EXPLAINED =
      "{'mode':'ANALYZED','role':'athanor_reader','serverVersion':18,'hash':'a1','cost':1234.5,'planningMillis':0.5,"
          + "'executionMillis':7.25,'tree':[],'findings':[{'type':'wasteful-scan','node':'1','title':'Seq Scan on t',"
          + "'why':'read 100,000 rows and keeps 1','advice':'An index on x.'}],"
          + "'text':'=> Seq Scan on t\\n      Filter: (x = $1)\\u001b','plan':[{'Plan':{'Node Type':'Seq Scan'}}],'note':'a note'}";

  private static FakeServer server() {
    return new FakeServer().json(EXPLAIN, 200, EXPLAINED);
  }

  @Test
  void aStatementIsExplainedWithWhatWouldHelp() {
    try (FakeServer server = server()) {
      Invocation explain =
          Invocation.of(server, "db", "explain", "select $1", "-p", "a", "-p", "2");
      assertThat(explain.code()).isZero();
      assertThat(explain.out())
          .contains("=> Seq Scan on t\n", "      Filter: (x = $1)")
          .contains("analyzed plan a1, cost 1,23", "executed in 7.25 ms and rolled back")
          .contains(
              "! Seq Scan on t: read 100,000 rows and keeps 1. What would help: An index on x.")
          .doesNotContain("\u001b");
      assertThat(explain.err()).contains("a note");
      assertThat(server.last().body())
          .contains("\"sql\":\"select $1\"", "\"parameters\":[\"a\",\"2\"]", "\"analyze\":false");
      assertThat(Invocation.of(server, "db", "explain", "x", "--format", "json").out())
          .contains("Node Type")
          .doesNotContain("hash");
      assertThat(Invocation.of(server, "db", "explain", "x", "--json").out()).contains("hash");
    }
  }

  @Test
  void analyzeExecutesAndANameStandsForAStatement(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("slow.sql"), "select 7");
    try (FakeServer server = server()) {
      assertThat(Invocation.of(server, "db", "analyze", "@" + file).code()).isZero();
      assertThat(server.last().body()).contains("\"sql\":\"select 7\"", "\"analyze\":true");
      Invocation.of(server, "db", "explain", "--name", "attempts.claim", "--generic");
      assertThat(server.last().body())
          .contains("\"name\":\"attempts.claim\"", "\"generic\":true")
          .doesNotContain("sql");
      assertThat(Invocation.of(server, "db", "explain").code()).isEqualTo(ExitCode.USAGE);
      assertThat(Invocation.of(server, "db", "explain", "x", "--name", "y").code())
          .isEqualTo(ExitCode.USAGE);
      assertThat(Invocation.of(server, "db", "explain", "@nowhere").code())
          .isEqualTo(ExitCode.USAGE);
      assertThat(Invocation.of(server, "db").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void aRefusalIsOneSentence() {
    try (FakeServer server =
        new FakeServer()
            .json(
                EXPLAIN,
                422,
                "{'status':422,'type':'/problems/statement-writes','detail':'Only statements that read are explained.'}")) {
      Invocation refused = Invocation.of(server, "db", "explain", "delete from t");
      assertThat(refused.code()).isNotZero();
      assertThat(refused.err()).contains("Only statements that read are explained.");
    }
  }

  @Test
  void plansAreListedAndAFlipEndsWithOne() {
    String plans =
        "{'statements':[{'statement':'attempts.claim','plans':[{'hash':'a1','mode':'GENERIC','current':true,"
            + "'firstSeen':'2026-01-01T00:00:00Z','lastSeen':'2026-01-01T00:00:01.5Z','taken':2,'executions':7,'meanMillis':1.25,"
            + "'cost':9.5,'findings':[],'text':'=> Seq Scan on t'}]}],'flips':[%s]}";
    String flip =
        "{'statement':'attempts.claim','before':'a0','after':'a1','at':'2026-01-01T00:00:00Z','meanMillisBefore':1.0,"
            + "'meanMillisAfter':50.0,'change':'x became y'}";
    try (FakeServer server =
        new FakeServer().json("GET /admin/database/plans", 200, plans.formatted(""))) {
      Invocation list = Invocation.of(server, "db", "plans");
      assertThat(list.code()).isZero();
      assertThat(list.out())
          .containsPattern("attempts.claim +a1 \\* +any +2026-01-01T00:00:01Z +7 +1.25 ms +10 +0");
      Invocation one = Invocation.of(server, "db", "plans", "attempts.claim");
      assertThat(one.out()).contains("=> Seq Scan on t");
      assertThat(server.last().query()).isEqualTo("limit=100&statement=attempts.claim");
      server.json("GET /admin/database/plans", 200, plans.formatted(flip));
      Invocation flipped = Invocation.of(server, "db", "plans");
      assertThat(flipped.code()).isEqualTo(ExitCode.FAILED);
      assertThat(flipped.out()).contains("takes 50 ms instead of 1 ms", "x became y");
      server.json("GET /admin/database/plans", 200, "{'statements':[],'flips':[]}");
      assertThat(Invocation.of(server, "db", "plans").err()).contains("No plan was seen yet");
    }
  }

  @Test
  void whatWouldBeIsShownAndNothingIsDone() {
    String told =
        "{'means':'TWIN','times':1,'indexes':[{'name':'by_title','table':'papers','bytes':8192},{'name':'','table':'','bytes':0,'refused':'no table'}],"
            + "'statements':[{'name':'papers.get','before':900,'after':9,'indexesBefore':[],'indexesAfter':['by_title']},"
            + "{'sql':'select  2','before':0,'after':0,'indexesBefore':[],'indexesAfter':[],'refused':'two'}],'unchanged':200}";
    try (FakeServer server = new FakeServer().json("POST /admin/database/what-if", 200, told)) {
      Invocation asked =
          Invocation.of(
              server, "db", "what-if", "create index by_title on papers (title)", "--without", "x");
      assertThat(asked.code()).isZero();
      assertThat(asked.out())
          .contains("papers.get", "900", "9.0", "0.01", "by_title")
          .contains("select 2", "not planned: two");
      assertThat(asked.err())
          .contains("by_title of papers would have 8.0 KB", "cannot be made: no table", "200");
      assertThat(server.last().body()).contains("\"without\":[\"x\"]", "\"times\":1.0");
      assertThat(Invocation.of(server, "db", "what-if").code()).isEqualTo(2);
      assertThat(Invocation.of(server, "db", "grow", "--times", "1").code()).isEqualTo(2);
      assertThat(Invocation.of(server, "db", "grow").code()).isZero();
    }
  }

  @Test
  void adviceIsAwaitedAndPrintedAsATableAndAsStatements() {
    String begun = "{'id':'7','state':'RUNNING'}";
    String done =
        "{'id':'7','state':'DONE','report':{'statements':3,'millisBefore':5000,'millisAfter':10,'notAnalysed':[],'rejected':[],"
            + "'observed':{'statements':'2026-11-30T10:00:00Z','indexes':null,'hours':0.035,'enough':false},"
            + "'recommendations':[{'benefit':5,'kind':'CREATE','level':'PLANNER','index':'i','table':'public.t','bytes':8192,"
            + "'savedMillis':4990,'writeMillis':1,'buildMillis':20,'apply':'CREATE INDEX CONCURRENTLY i ON t (a);',"
            + "'revert':'DROP INDEX i;','why':'equality of a','effects':[{'statement':'x.y','callsPerHour':60,'before':900,'after':9}],"
            + "'losers':['z']}]}}";
    try (FakeServer server =
        new FakeServer()
            .json("POST /admin/database/advice", 202, begun)
            .json("GET /admin/database/advice/7", 200, done)
            .json("GET /admin/database/advice", 200, done)) {
      Invocation table = Invocation.of(server, "db", "advise", "--budget", "2MB");
      assertThat(table.code()).isZero();
      assertThat(table.out())
          .contains("CREATE INDEX CONCURRENTLY i ON t (a);", "x.y: cost 900.0 -> 9.0", "slower: z");
      assertThat(table.err()).contains("were observed for 2m06s, which is too little");
      assertThat(Invocation.of(server, "db", "advise", "--last", "--format", "sql").out())
          .contains("-- to revert: DROP INDEX i;\nCREATE INDEX CONCURRENTLY i ON t (a);\n");
      assertThat(Invocation.of(server, "db", "advise", "--budget", "much").code()).isEqualTo(2);
      assertThat(Invocation.of(server, "db", "advise", "--copy", "1GB").code()).isEqualTo(2);
      assertThat(Invocation.of(server, "db", "advise", "--workload", "{").code()).isEqualTo(2);
    }
  }

  @Test
  void whatTheClockSaysIsPrinted() {
    String done =
        "{'id':'7','state':'DONE','report':{'statements':3,'millisBefore':5000,'millisAfter':10,'notAnalysed':[],"
            + "'rejected':[{'what':'CREATE INDEX j','why':'by the clock: a takes 3 ms with it'},{'what':'k','why':'too dear'}],"
            + "'recommendations':[{'benefit':5,'kind':'CREATE','level':'CLOCK','index':'i','table':'public.t','bytes':8192,'savedMillis':0.31,"
            + "'apply':'CREATE INDEX CONCURRENTLY i ON t (a);','why':'equality of a','effects':["
            + "{'statement':'x.y','callsPerHour':36000,'before':900,'after':9,'millisBefore':12,'millisAfter':0.042},"
            + "{'statement':'x.z','callsPerHour':60,'before':900,'after':9,'notTimed':'no parameters of it were seen'}],'losers':[]}],"
            + "'clock':{'copy':{'bytes':8192,'part':0.25,'millis':100},'millis':200,'timed':1,'millisBefore':9,'millisPlanner':8,"
            + "'millisAfter':7,'slower':[],'notTimed':[{'what':'x.z','why':'no'}]},'observed':{'hours':0,'enough':false}}}";
    String missing = done.replaceFirst("'clock':.*}}}", "'clock':{'missing':'no room'}}}");
    try (FakeServer server = new FakeServer().json("POST /admin/database/advice", 202, done)) {
      Invocation table = Invocation.of(server, "db", "advise", "--clock", "--copy", "2MB");
      assertThat(server.last().body()).contains("\"clock\":true", "\"copyBytes\":2097152");
      assertThat(table.out())
          .contains("clock", "12 ms -> 0.042 ms", "0.31 ms", "36,000 times an hour")
          .contains("not timed: no parameters of it were seen");
      assertThat(table.err())
          .contains("25 % of the pages", "thrown out: CREATE INDEX j: by the clock")
          .contains(
              "1 statement could not be timed",
              "by the planner's costs",
              "The statements were given")
          .doesNotContain("too dear");
      server.json("POST /admin/database/advice", 202, missing);
      assertThat(Invocation.of(server, "db", "advise", "--clock").err()).contains("no room");
    }
  }

  @Test
  void indexesAreListed() {
    String tables =
        "{'items':[{'name':'t','rows':1000,'indexes':[{'name':'i','definition':'CREATE INDEX i ON t USING btree (a)','method':'btree',"
            + "'keys':['a'],'valid':true,'constraint':false,'unique':false,'bytes':8192,'scans':7}]}]}";
    try (FakeServer server = new FakeServer().json("GET /admin/database/indexes", 200, tables)) {
      assertThat(Invocation.of(server, "db", "indexes").out()).contains("i", "8.0 KB", "1,000");
      assertThat(Invocation.of(server, "db", "indexes", "--format", "sql").out())
          .isEqualTo("CREATE INDEX i ON t USING btree (a);\n");
    }
  }
}

package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Who a plan is made as, and which functions it may call.
 *
 * @param note what is to be known about that, or null
 */
record ExplainStanding(String role, String note) {

  private static final String READER = "athanor_reader";

  /** Volatile only because they answer something else each time. */
  private static final String[] HARMLESS = {
    "random", "random_normal", "clock_timestamp", "timeofday", "gen_random_uuid", "uuidv4", "uuidv7"
  };

  /** They have the rows of whole tables in memory, and nothing stops them while they write them. */
  private static final String[] READERS_OF_TABLES = {
    "table_to_xml", "table_to_xml_and_xmlschema",
    "schema_to_xml", "schema_to_xml_and_xmlschema",
    "database_to_xml", "database_to_xml_and_xmlschema"
  };

  static final Statement FUNCTIONS =
      new Statement(
          "plans.functions",
          """
          select distinct proname::text as name from pg_proc
          where proname = any($1) and proname <> all($2) and (provolatile = 'v' or prosecdef) order by 1""");

  static final Statement STANDING =
      new Statement(
          "plans.standing",
          """
          select current_user::text as role, r.rolsuper as superuser,
                 exists (select from pg_roles where rolname = 'athanor_reader' and pg_has_role(oid, 'member')) as reader
          from pg_roles r where r.rolname = current_user""");

  /**
   * Takes the role that only reads, where it is not the one of the connection already.
   *
   * @param reads whether it is
   */
  static Future<ExplainStanding> take(PlanQueries queries, boolean reads, boolean analyze) {
    return queries
        .run(STANDING, Tuple.tuple())
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              String role = row.getString("role");
              if (reads) {
                return Future.succeededFuture(new ExplainStanding(role, null));
              }
              if (row.getBoolean("reader")) {
                return queries
                    .say("set local role athanor_reader")
                    .map(
                        set ->
                            new ExplainStanding(
                                READER,
                                "Under SET LOCAL ROLE, as this server is not the node's own."));
              }
              if (row.getBoolean("superuser") && analyze) {
                throw ExplainGuard.refused(
                    "no-reader",
                    "Nothing is executed for people as a superuser, and " + role + " is one.",
                    "Create the role athanor_reader as docs/explain.md says, or ask for the plan alone.");
              }
              return Future.succeededFuture(
                  new ExplainStanding(
                      role,
                      "As the node's own role in a transaction that reads only: this server has no role athanor_reader that "
                          + role
                          + " may take; docs/explain.md says how to create it."));
            });
  }

  /** Refuses functions that may do more than read, or read whatever there is. */
  static Future<Void> checkFunctions(PlanQueries queries, ExplainGuard guard) {
    for (String function : READERS_OF_TABLES) {
      if (guard.calls(function)) {
        throw ExplainGuard.refused(
            "function-reads-tables",
            "A function that reads whole tables into memory is not called for a plan: "
                + function
                + ".",
            "Explain a SELECT on the table.");
      }
    }
    return queries
        .run(FUNCTIONS, Tuple.tuple().addArrayOfString(guard.names()).addArrayOfString(HARMLESS))
        .map(
            rows -> {
              List<String> called = new ArrayList<>();
              for (Row row : rows) {
                if (guard.calls(row.getString("name"))) {
                  called.add(row.getString("name"));
                }
              }
              if (!called.isEmpty()) {
                throw ExplainGuard.refused(
                    "function-with-effects",
                    "Functions that may do more than read are not called for a plan: "
                        + String.join(", ", called)
                        + ".",
                    "Leave them out, or put a value in their place.");
              }
              return null;
            });
  }
}

package io.athanor.persistence.embedded;

import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The role that statements of people are explained as: it may read the tables of the application
 * and call functions that only compute (docs/decisions/0021).
 */
public final class ReaderRole {

  /** Its name, which docs/explain.md proposes for other servers, too. */
  public static final String NAME = "athanor_reader";

  private static final String RIGHTS =
      """
      grant usage on schema public to athanor_reader;
      grant select on all tables in schema public to athanor_reader;
      alter default privileges for role athanor_node in schema public grant select on tables to athanor_reader;
      do $$ begin
        if to_regclass('public.statement_plans') is not null then
          revoke all on table public.statement_plans from athanor_reader;
        end if;
      end $$;
      """;

  /**
   * Everybody may call whatever has an effect or sleeps, unless it is taken from everybody; the
   * node keeps it. Trigger functions and handlers are called by the server itself.
   */
  private static final String FUNCTIONS =
      """
      do $$
      declare
        functions text;
      begin
        select string_agg(oid::regprocedure::text, ', ') into functions from pg_proc
        where pronamespace = 'pg_catalog'::regnamespace and provolatile = 'v' and prokind = 'f'
          and prorettype::regtype::text not in
              ('trigger', 'event_trigger', 'language_handler', 'fdw_handler', 'index_am_handler', 'tsm_handler', 'table_am_handler', 'internal')
          and proname not in
              ('random', 'random_normal', 'clock_timestamp', 'timeofday', 'gen_random_uuid', 'uuidv4', 'uuidv7')
          and has_function_privilege('athanor_reader', oid, 'execute');
        if functions is not null then
          execute 'revoke execute on function ' || functions || ' from public';
          execute 'grant execute on function ' || functions || ' to athanor_node';
        end if;
      end
      $$
      """;

  private ReaderRole() {}

  /**
   * Makes the role where it is missing, and its password and rights what they should be.
   *
   * @param connection of the superuser, to the node's database
   * @param reader the role, in the same database
   */
  static void ensure(Connection connection, JdbcTarget reader) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean complete = exists(statement);
      if (!complete) {
        statement.execute("create role " + NAME + " login noinherit connection limit 20");
        statement.execute("alter role " + NAME + " set default_transaction_read_only = on");
        statement.execute("revoke temporary on database " + reader.database() + " from public");
      }
      statement.execute(RIGHTS);
      statement.execute(FUNCTIONS);
      if (!complete || !NodeRole.accepts(reader)) {
        NodeRole.setPassword(connection, reader);
      }
    }
  }

  /**
   * Lets the role into a copy of the database, if there is such a role; what it may call there is
   * the same. What it may read is up to the owner.
   *
   * @param connection of the superuser, to that database
   */
  public static void allow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (exists(statement)) {
        statement.execute("grant connect on database " + connection.getCatalog() + " to " + NAME);
        statement.execute(FUNCTIONS);
      }
    }
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("select from pg_roles where rolname = '" + NAME + "'")) {
      return rows.next();
    }
  }
}

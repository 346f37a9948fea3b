package io.athanor.violations.profiling;

import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import org.flywaydb.core.Flyway;

record ReadsTheDatabase(Pool pool, Connection connection, Flyway flyway) {}

package io.athanor.violations.persistence;

import io.vertx.sqlclient.Pool;
import java.sql.Connection;

record HarmlessDatabase(Pool pool, Connection connection) {}

/**
 * The only package that knows that there is a database. It owns the SQL and the row mapping, the
 * migrations, and, in {@code embedded}, the PostgreSQL server that a node starts for itself when no
 * other is configured.
 */
package io.athanor.persistence;

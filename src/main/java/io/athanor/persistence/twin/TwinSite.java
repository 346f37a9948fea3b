package io.athanor.persistence.twin;

import io.athanor.persistence.JdbcTarget;
import java.nio.file.Path;

/**
 * A server whose files are ours.
 *
 * @param administration its superuser
 * @param data its data directory, which this process may write to
 */
public record TwinSite(JdbcTarget administration, Path data) {}

package io.athanor.persistence.twin;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes an index on a twin, where it finds no rows, and gives it the size that it would have. */
final class SparseBuild implements IndexBuild {

  private static final String TELL =
      "/* twin.index-size */ UPDATE pg_class SET relpages = ?, reltuples = ?::real WHERE oid = ?::bigint::oid";

  private static final String FIGURES =
      """
      /* twin.figures */ SELECT format('UPDATE pg_class SET relpages = %s, reltuples = %L, relallvisible = %s WHERE oid = %s'
        || ' AND (relpages, reltuples, relallvisible) IS DISTINCT FROM (%1$s, %2$L::real, %3$s)', relpages, reltuples, relallvisible, oid)
      FROM pg_class WHERE oid =\s""";

  private final Connection planner;
  private final Connection superuser;
  private final TwinRelations relations;
  private final TwinPaths paths;

  SparseBuild(Connection planner, Connection superuser, TwinRelations relations, TwinPaths paths) {
    this.planner = planner;
    this.superuser = superuser;
    this.relations = relations;
    this.paths = paths;
  }

  /** A table, as it was. */
  private record Heap(HoledFile file, long pages, String figures) {}

  /**
   * The build would read each page of the table, though there is nothing in it. Before PostgreSQL
   * 18 it also notes how many rows it has found.
   */
  @Override
  public void create(long table, String definition) throws SQLException, IOException {
    List<Heap> heaps = new ArrayList<>();
    for (long heap : relations.parts(table)) {
      HoledFile file = new HoledFile(paths.file(heap));
      heaps.add(new Heap(file, relations.pages(heap), relations.one(FIGURES + heap)));
    }
    try (Statement statement = planner.createStatement()) {
      for (Heap heap : heaps) {
        heap.file().stretch(0);
      }
      statement.execute(definition);
    } finally {
      try (Statement root = superuser.createStatement()) {
        for (Heap heap : heaps) {
          heap.file().stretch(heap.pages());
          root.execute(heap.figures());
        }
      }
    }
  }

  @Override
  public long size(long index) throws SQLException, IOException {
    IndexContents contents = IndexContents.of(planner, List.of(index)).get(index);
    double part = contents.part(planner);
    long heap = relations.pages(relations.number(contents.heap()));
    IndexContents.Estimate estimate = contents.estimate(heap, part);
    long pages = estimate.pages();
    Path file = paths.file(index);
    new HoledFile(file).stretch(pages);
    EmptyTree.grow(file, estimate.depth());
    try (PreparedStatement statement = superuser.prepareStatement(TELL)) {
      statement.setLong(1, pages);
      statement.setDouble(2, contents.rows() * part);
      statement.setLong(3, index);
      statement.execute();
    }
    return pages;
  }

  /**
   * Gives indexes that are there, of whose size nothing is known, the size that they would have.
   */
  void estimate(List<Long> unknown) throws SQLException, IOException {
    Map<Long, IndexContents> contents = IndexContents.of(planner, unknown);
    for (Map.Entry<Long, IndexContents> index : contents.entrySet()) {
      if (index.getValue().rows() > 0) {
        size(index.getKey());
      }
    }
  }
}

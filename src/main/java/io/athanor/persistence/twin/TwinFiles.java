package io.athanor.persistence.twin;

import io.athanor.contract.PlannerStatistics.Kind;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.QualifiedName;
import io.athanor.persistence.twin.TwinPaths.Located;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Makes the files of a new twin as long as the real ones, and each b-tree as deep. To be done
 * before the twin plans anything: the planner keeps what it has read of a file.
 */
final class TwinFiles {

  private final Connection twin;
  private final TwinPaths paths;
  private final double grow;

  /**
   * Before anything is changed.
   *
   * @param grow how many times as many rows the twin has
   */
  TwinFiles(Connection twin, TwinPaths paths, double grow) {
    this.twin = twin;
    this.paths = paths;
    this.grow = grow;
  }

  void shape(List<Relation> known) throws SQLException, IOException {
    Map<String, Located> files = paths.files();
    Map<Relation, Located> indexes = new LinkedHashMap<>();
    for (Relation relation : known) {
      Located located = files.get(new QualifiedName(relation.schema(), relation.name()).quoted());
      // An index that is being built or has failed is not in the twin.
      if (located != null) {
        new HoledFile(located.file()).stretch(pages(relation));
        if (relation.kind() == Kind.INDEX) {
          indexes.put(relation, located);
        }
      }
    }
    Map<Long, IndexContents> contents =
        IndexContents.of(twin, indexes.values().stream().map(Located::number).toList());
    for (Map.Entry<Relation, Located> index : indexes.entrySet()) {
      Located located = index.getValue();
      IndexContents inside = contents.get(located.number());
      if (inside.isTree()) {
        EmptyTree.grow(located.file(), depth(index.getKey(), inside));
      }
    }
  }

  private long pages(Relation relation) {
    return (long) Math.ceil(relation.blocks() * grow);
  }

  /** The real depth, and what more rows add to it. */
  private int depth(Relation tree, IndexContents contents) {
    TreeShape shape = contents.shape(contents.countedPart());
    OptionalInt written = tree.depth() == null ? OptionalInt.empty() : OptionalInt.of(tree.depth());
    int now = shape.depthOf(tree.blocks(), written);
    int then = now + shape.depthOf(pages(tree)) - shape.depthOf(tree.blocks());
    return (int) Math.min(then, pages(tree) - 2);
  }
}

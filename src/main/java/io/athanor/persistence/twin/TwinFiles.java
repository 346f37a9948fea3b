package io.athanor.persistence.twin;

import io.athanor.persistence.twin.TwinContents.Extent;
import io.athanor.persistence.twin.TwinRelations.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the files of a new twin as long as the real ones, and each b-tree as deep. To be done
 * before the twin plans anything: the planner keeps what it has read of a file.
 */
final class TwinFiles {

  private final Connection twin;
  private final TwinRelations relations;
  private final Path data;

  /**
   * @param data the data directory, of the twin as of the real one
   */
  TwinFiles(Connection twin, TwinRelations relations, Path data) {
    this.twin = twin;
    this.relations = relations;
    this.data = data;
  }

  void shape(List<Extent> extents) throws SQLException, IOException {
    Map<String, Located> files = relations.files();
    Map<Extent, Located> trees = new LinkedHashMap<>();
    for (Extent extent : extents) {
      Located located = files.get(SparseTwin.qualified(extent.schema(), extent.name()));
      // An index that is being built or has failed is not in the twin.
      if (located != null) {
        new HoledFile(located.file()).stretch(extent.pages());
        if (extent.tree() != null) {
          trees.put(extent, located);
        }
      }
    }
    Map<Long, IndexContents> contents =
        IndexContents.of(twin, trees.values().stream().map(Located::number).toList());
    for (Map.Entry<Extent, Located> tree : trees.entrySet()) {
      Located located = tree.getValue();
      EmptyTree.grow(located.file(), depth(tree.getKey(), contents.get(located.number())));
    }
  }

  /** The real depth, and what more rows add to it. */
  private int depth(Extent tree, IndexContents contents) throws IOException {
    TreeShape shape = contents.shape(contents.countedPart());
    int now = shape.depthOf(tree.now(), EmptyTree.depth(data.resolve(tree.tree())));
    int then = now + shape.depthOf(tree.pages()) - shape.depthOf(tree.now());
    return (int) Math.min(then, tree.pages() - 2);
  }
}

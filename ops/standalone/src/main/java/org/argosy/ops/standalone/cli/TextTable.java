package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.util.List;

/** Rows of text in columns, as wide as what stands in them. */
final class TextTable {

    private TextTable() {}

    /** Prints rows of equal length; the first is the head. */
    static void print(List<List<String>> rows, PrintWriter out) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}

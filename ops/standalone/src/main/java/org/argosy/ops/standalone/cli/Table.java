package org.argosy.ops.standalone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Rows in columns as wide as their widest cell. Columns of numbers are aligned on the right. */
final class Table {

    private static final Set<String> BLANK = Set.of("", "-", "?");

    /** With its unit, or part and whole. */
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d,./]*(%| (s|min|h|min \\d+ s|h \\d+ min))?");

    private Table() {}

    /** The lines of a table whose first row is its head. */
    static List<String> lines(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        List<Boolean> numbers = IntStream.range(0, columns)
                .mapToObj(i -> isOfNumbers(rows.subList(1, rows.size()), i))
                .toList();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int room = widths[i] - row.get(i).length();
                boolean right = numbers.get(i);
                line.repeat(' ', right ? room : 0).append(row.get(i)).repeat(' ', (right ? 0 : room) + 2);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static boolean isOfNumbers(List<List<String>> rows, int column) {
        List<String> cells = rows.stream()
                .filter(row -> column < row.size())
                .map(row -> row.get(column))
                .filter(cell -> !BLANK.contains(cell))
                .toList();
        return !cells.isEmpty()
                && cells.stream().allMatch(cell -> NUMBER.matcher(cell).matches());
    }
}

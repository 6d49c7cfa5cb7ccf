package org.argosy.ops.standalone.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows and columns of the terminal that the command runs on. The JDK does not tell them, and they change with the window,
 * so {@code stty} is asked each time.
 */
record TerminalSize(int rows, int columns) {

    static final TerminalSize UNKNOWN = new TerminalSize(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final File TERMINAL = new File("/dev/tty");

    static TerminalSize now() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream out = stty.getInputStream()) {
                return parse(new String(out.readAllBytes(), StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            return UNKNOWN;
        }
    }

    /** Of {@code rows columns}; unknown when it is something else or the terminal does not know. */
    static TerminalSize parse(String text) {
        String[] numbers = text.strip().split(" ", -1);
        if (numbers.length != 2 || !numbers[0].matches("[1-9]\\d{0,5}") || !numbers[1].matches("[1-9]\\d{0,5}")) {
            return UNKNOWN;
        }
        return new TerminalSize(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    /** What fits of these lines; the last one tells how many do not. */
    List<String> fit(List<String> lines) {
        List<String> fitting = new ArrayList<>();
        boolean all = lines.size() <= rows;
        lines.stream().limit(all ? lines.size() : Math.max(0, rows - 1)).forEach(line -> fitting.add(cut(line, 0)));
        if (!all) {
            fitting.add(cut("… and " + (lines.size() - fitting.size()) + " more lines", 0));
        }
        return fitting;
    }

    /** What fits of a line when so many columns stay free behind it. */
    String cut(String line, int free) {
        return line.substring(0, Math.min(line.length(), Math.max(0, columns - free)));
    }
}

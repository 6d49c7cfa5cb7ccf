package org.argosy.api.files;

import java.util.Optional;

/**
 * Makes a client's file name harmless: no folders, no control characters, bounded. A name is only shown and sent back; no
 * object and no local file is ever named after it.
 */
public final class FileNames {

    private static final String DEFAULT = "upload";
    private static final int MAX_CHARS = 255;
    private static final int MAX_EXTENSION = 16;

    private FileNames() {}

    /** The name to keep. */
    public static String clean(Optional<String> given) {
        String name = given.orElse("").replace("\\\"", "\"");
        name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder kept = new StringBuilder();
        name.codePoints().filter(FileNames::harmless).forEach(kept::appendCodePoint);
        name = shorten(kept.toString().strip());
        return name.isEmpty() || name.equals(".") || name.equals("..") ? DEFAULT : name;
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Cuts in front of the extension, and never through a character. */
    private static String shorten(String name) {
        if (name.length() <= MAX_CHARS) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot >= 0 && name.length() - dot <= MAX_EXTENSION ? name.substring(dot) : "";
        int end = MAX_CHARS - extension.length();
        return name.substring(0, Character.isLowSurrogate(name.charAt(end)) ? end - 1 : end) + extension;
    }
}

package org.argosy.ops.standalone.config;

import org.jspecify.annotations.Nullable;

/** A value that a settings record refuses. The loader adds the path of the record and the file. */
final class SettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;

    /**
     * @param key below the record that throws, empty for the record itself
     * @param problem goes on after the key, for example {@code "must be positive"}
     */
    SettingException(String key, String problem) {
        super(key + " " + problem);
        this.key = key;
        this.problem = problem;
    }

    String key() {
        return key;
    }

    String problem() {
        return problem;
    }

    static void check(boolean valid, String key, String problem) {
        if (!valid) {
            throw new SettingException(key, problem);
        }
    }

    /** Jackson hands over null for a key that is absent, whatever the type says. */
    static <T> void required(@Nullable T value, String key) {
        check(value != null, key, "is missing");
    }
}

package org.argosy.dispatcher.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.argosy.storage.FileId;
import org.argosy.storage.ValidationError;

/**
 * The errors of a batch's input: the first ones are kept, the rest are counted. Where there are several files, lines are
 * counted from the start of theirs, and the message names it. Not thread-safe.
 */
final class ValidationErrors {

    private final int kept;
    private final List<ValidationError> errors = new ArrayList<>();
    private long dropped;
    private String place = "";
    private long linesBefore;

    ValidationErrors(int kept) {
        this.kept = Math.max(1, kept);
    }

    /** Tells that what follows is about lines of that file, behind so many of the others. */
    void enter(FileId file, long lines) {
        place = " In file %s.".formatted(file);
        linesBefore = lines;
    }

    /** Adds an error of one line. */
    void add(String code, long line, String param, String message) {
        add(code, line, Optional.of(param), message);
    }

    /** Adds an error of one line as a whole. */
    void addLine(String code, long line, String message) {
        add(code, line, Optional.empty(), message);
    }

    /** Adds an error of the file as a whole, kept even when there is no more room. */
    void addFile(String code, String message) {
        errors.add(new ValidationError(code, OptionalInt.empty(), Optional.empty(), message));
    }

    boolean none() {
        return errors.isEmpty();
    }

    /** True when another error of a line would only be counted. */
    boolean full() {
        return errors.size() >= kept;
    }

    /** What is kept, and an entry that tells how many more there are, if any. */
    List<ValidationError> list() {
        List<ValidationError> all = new ArrayList<>(errors);
        if (dropped > 0) {
            String message = "There are %,d more errors, which are not listed.".formatted(dropped);
            all.add(new ValidationError("more_errors", OptionalInt.empty(), Optional.empty(), message));
        }
        return all;
    }

    private void add(String code, long line, Optional<String> param, String message) {
        if (full()) {
            dropped++;
        } else {
            OptionalInt number = OptionalInt.of((int) (line - linesBefore));
            errors.add(new ValidationError(code, number, param, message + place));
        }
    }
}

package org.argosy.storage;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why an input file was refused, in the shape of the OpenAI batch object's {@code errors.data[]}.
 *
 * @param line 1-based line number; empty when the error is the file's as a whole
 * @param param the offending member, for example {@code body.model}
 */
public record ValidationError(String code, OptionalInt line, Optional<String> param, String message) {}

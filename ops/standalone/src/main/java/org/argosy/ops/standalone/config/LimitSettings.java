package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import java.util.Optional;
import org.argosy.storage.Limits;

/**
 * What a client may make large. What is absent comes from the profile.
 *
 * @param fileSize bytes of a file that comes in one request
 * @param uploadSize bytes of a file that comes in parts
 * @param batchSize bytes of a batch's input
 * @param batchLines requests of a batch
 * @param lineSize bytes of one line
 * @param batchModels different models in a batch
 * @param validationErrors validation errors that are kept
 */
public record LimitSettings(
        Optional<DataSize> fileSize,
        Optional<DataSize> uploadSize,
        Optional<DataSize> batchSize,
        Optional<Integer> batchLines,
        Optional<DataSize> lineSize,
        Optional<Integer> batchModels,
        Optional<Integer> validationErrors) {

    public LimitSettings {
        size(fileSize, "file-size");
        size(uploadSize, "upload-size");
        size(batchSize, "batch-size");
        size(lineSize, "line-size");
        count(batchLines, "batch-lines");
        count(batchModels, "batch-models");
        count(validationErrors, "validation-errors");
    }

    Limits over(Limits base) {
        return new Limits(
                fileSize.map(DataSize::bytes).orElse(base.fileBytes()),
                uploadSize.map(DataSize::bytes).orElse(base.uploadBytes()),
                batchSize.map(DataSize::bytes).orElse(base.batchBytes()),
                batchLines.orElse(base.batchLines()),
                lineSize.map(DataSize::asInt).orElse(base.lineBytes()),
                batchModels.orElse(base.batchModels()),
                validationErrors.orElse(base.validationErrors()));
    }

    private static void size(Optional<DataSize> value, String key) {
        check(value.filter(v -> v.bytes() < 1).isEmpty(), key, "must be at least 1 byte");
    }

    private static void count(Optional<Integer> value, String key) {
        check(value.filter(v -> v < 1).isEmpty(), key, "must be at least 1");
    }
}

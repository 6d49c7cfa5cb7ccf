package org.argosy.api.uploads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.ExpiresAfter;
import org.argosy.api.files.FileNames;
import org.argosy.api.files.Purposes;
import org.argosy.api.json.JsonMembers;
import org.argosy.storage.FilePurpose;
import tools.jackson.databind.JsonNode;

/**
 * The body of the call that begins an upload. Immutable.
 *
 * @param bytes length that the file must have
 * @param life how long it is kept; empty for ever
 */
public record UploadRequest(String filename, FilePurpose purpose, long bytes, Optional<Duration> life) {

    private static final String FILENAME = "filename";
    private static final String PURPOSE = "purpose";
    private static final String BYTES = "bytes";
    private static final String MIME_TYPE = "mime_type";
    private static final String EXPIRES_AFTER = "expires_after";
    private static final List<String> MEMBERS = List.of(FILENAME, PURPOSE, BYTES, MIME_TYPE, EXPIRES_AFTER);

    /**
     * The request in this JSON object. The media type must be there, as at OpenAI, and says nothing: bytes are bytes.
     *
     * @param maxBytes length that a file may have
     * @throws org.argosy.api.error.ApiException when a member is missing, unknown or wrong
     */
    public static UploadRequest read(JsonNode body, long maxBytes) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(MEMBERS);
        String filename = FileNames.clean(Optional.of(members.string(FILENAME)));
        FilePurpose purpose = Purposes.uploadable(members.string(PURPOSE), PURPOSE);
        long bytes = members.integer(BYTES);
        if (bytes < 1) {
            throw Invalid.belowMin(BYTES, 1, Long.toString(bytes));
        }
        if (bytes > maxBytes) {
            throw Invalid.aboveMax(BYTES, maxBytes, Long.toString(bytes));
        }
        members.string(MIME_TYPE);
        Optional<Duration> life = members.members(EXPIRES_AFTER).map(o -> ExpiresAfter.of(o, EXPIRES_AFTER));
        return new UploadRequest(filename, purpose, bytes, life.or(() -> Purposes.life(purpose)));
    }
}

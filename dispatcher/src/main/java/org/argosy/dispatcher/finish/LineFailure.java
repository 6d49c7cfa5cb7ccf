package org.argosy.dispatcher.finish;

/** Why lines that were never answered fail, in the words of the OpenAI batch API. */
enum LineFailure {
    CANCELLED("batch_cancelled", "This request was not executed because the batch was cancelled."),
    EXPIRED("batch_expired", "This request could not be executed before the completion window expired.");

    private final String code;
    private final String message;

    LineFailure(String code, String message) {
        this.code = code;
        this.message = message;
    }

    String code() {
        return code;
    }

    String message() {
        return message;
    }
}

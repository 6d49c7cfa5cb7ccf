package org.argosy.ops.standalone.cli;

/** Ends a command with one sentence for the user and an exit code. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** The command was called in a way that cannot work. */
    static CommandException unusable(String sentence) {
        return new CommandException(2, sentence);
    }

    /** The command was right and the work failed. */
    static CommandException failed(String sentence) {
        return new CommandException(1, sentence);
    }

    int exitCode() {
        return exitCode;
    }
}

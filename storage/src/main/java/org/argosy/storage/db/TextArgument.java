package org.argosy.storage.db;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Refuses texts that PostgreSQL would refuse, with an exception of their own: they come from clients and are not the
 * database's failure.
 */
final class TextArgument extends AbstractArgumentFactory<String> {

    TextArgument() {
        super(Types.VARCHAR);
    }

    @Override
    protected Argument build(String value, ConfigRegistry config) {
        check(value);
        return (position, statement, ctx) -> statement.setString(position, value);
    }

    private static void check(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                throw new UnstorableTextException("the character U+0000");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    throw new UnstorableTextException("half of a surrogate pair");
                }
                i++;
            }
        }
    }
}

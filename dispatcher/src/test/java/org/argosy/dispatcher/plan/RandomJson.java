package org.argosy.dispatcher.plan;

import java.util.Random;

/** Writes lines that look like requests, with names, spaces, escapes and values of all kinds. */
final class RandomJson {

    private static final String[] NAMES = {
        "custom_id", "method", "url", "body", "model", "stream", "mod\\u0065l", "é", "a\\\"b", "", "custom_id2"
    };
    private static final String[] TEXTS = {
        "x", "", "é", "𝄞", "\\n", "\\\\", "\\\"", "\\u20ac", "\\ud834\\udd1e", "日本語", "long enough for a word or two"
    };
    private static final String[] NUMBERS = {"0", "-0", "17", "-1.5", "1e9", "2.25E-3", "123456789012345678901234567890"
    };

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    String line() {
        return space() + (random.nextInt(20) == 0 ? value(3) : object(4)) + space();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> "true";
            case 1 -> "null";
            case 2 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 3, 4 -> string();
            case 5 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    private String object(int depth) {
        StringBuilder json = new StringBuilder("{").append(space());
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            String name = NAMES[random.nextInt(NAMES.length)];
            json.append(i == 0 ? "" : ",")
                    .append(space())
                    .append('"')
                    .append(name)
                    .append('"');
            json.append(space()).append(':').append(space());
            json.append(name.equals("body") && depth > 0 ? object(depth - 1) : value(depth))
                    .append(space());
        }
        return json.append('}').toString();
    }

    private String array(int depth) {
        StringBuilder json = new StringBuilder("[").append(space());
        int values = random.nextInt(4);
        for (int i = 0; i < values; i++) {
            json.append(i == 0 ? "" : ",").append(space()).append(value(depth)).append(space());
        }
        return json.append(']').toString();
    }

    private String string() {
        StringBuilder json = new StringBuilder("\"");
        int parts = random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            json.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        return json.append('"').toString();
    }

    private String space() {
        return random.nextInt(3) == 0 ? " \t".substring(random.nextInt(2)) : "";
    }
}

package org.argosy.ops.standalone.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the configuration file: laid over the defaults, with {@code ${VARIABLE}} filled in from the environment, and
 * bound strictly, so that a misspelt key is an error and not a setting that silently does nothing.
 */
public final class ConfigLoader {

    private static final String ROOT = "argosy";
    private static final Map<String, List<String>> SECRETS = Map.of(
            "ARGOSY_DATABASE_PASSWORD", List.of("database", "password"),
            "ARGOSY_OBJECTS_ACCESS_KEY", List.of("objects", "access-key"),
            "ARGOSY_OBJECTS_SECRET_KEY", List.of("objects", "secret-key"));

    private final YAMLMapper mapper = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(EnumFeature.READ_ENUMS_USING_TO_STRING)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new TextDeserializer<>(Duration.class, Durations::parse))
                    .addDeserializer(DataSize.class, new TextDeserializer<>(DataSize.class, DataSize::parse)))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private final Map<String, String> environment;

    /**
     * @param environment for placeholders and secrets
     */
    public ConfigLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The settings of an installation without a configuration file. */
    public ArgosySettings defaults() {
        return bind("the environment", mapper.createObjectNode());
    }

    /**
     * @throws ConfigException when the file cannot be read or says something that cannot be
     */
    public ArgosySettings load(Path file) {
        String source = file.toString();
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ConfigException("Cannot read the configuration file " + source + ".");
        }
        JsonNode tree;
        try (InputStream in = Files.newInputStream(file)) {
            tree = mapper.readTree(in);
        } catch (IOException e) {
            throw new ConfigException("Cannot read the configuration file " + source + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new ConfigException(
                    source + " is no valid YAML, line " + e.getLocation().getLineNr() + ": " + firstLine(e), e);
        }
        if (tree.isMissingNode() || tree.isNull()) {
            return bind(source, mapper.createObjectNode());
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new ConfigException(source + " must hold keys and values, beginning with argosy:.");
        }
        return bind(source, object);
    }

    private ArgosySettings bind(String source, ObjectNode written) {
        for (String key : written.propertyNames()) {
            if (!key.equals(ROOT)) {
                throw new ConfigException(source + ": unknown key " + key + "; everything belongs under argosy:.");
            }
        }
        JsonNode own = written.path(ROOT);
        if (!own.isObject() && !own.isMissingNode() && !own.isNull()) {
            throw new ConfigException(source + ": argosy must hold keys and values.");
        }
        ObjectNode settings = (ObjectNode) shipped().path(ROOT);
        try {
            if (own instanceof ObjectNode object) {
                YamlTrees.overlay(settings, object);
            }
            SECRETS.forEach((variable, path) -> {
                if (environment.containsKey(variable)) {
                    YamlTrees.set(settings, path, Objects.requireNonNull(environment.get(variable)));
                }
            });
            YamlTrees.fillIn(settings, environment);
            return mapper.treeToValue(settings, ArgosySettings.class);
        } catch (SettingException e) {
            throw new ConfigException(source + ": " + ROOT + "." + e.key() + " " + e.problem() + ".", e);
        } catch (JacksonException e) {
            throw new ConfigException(source + ": " + describe(e) + ".", e);
        }
    }

    private JsonNode shipped() {
        try (InputStream in = ConfigLoader.class.getResourceAsStream("defaults.yaml")) {
            return mapper.readTree(Objects.requireNonNull(in, "defaults.yaml is missing from the jar"));
        } catch (IOException e) {
            throw new IllegalStateException("defaults.yaml cannot be read from the jar", e);
        }
    }

    private static String describe(JacksonException failure) {
        String path = path(failure);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingException refused) {
                return (refused.key().isEmpty() ? path : path + "." + refused.key()) + " " + refused.problem();
            }
        }
        return switch (failure) {
            case UnrecognizedPropertyException unknown ->
                "unknown key " + path
                        + Nearest.hint(
                                unknown.getPropertyName(),
                                Optional.ofNullable(unknown.getKnownPropertyIds()).orElse(List.of()).stream()
                                        .map(Object::toString)
                                        .toList());
            case InvalidFormatException format -> path + " cannot be '" + format.getValue() + "'" + accepted(format);
            case MismatchedInputException mismatch -> path + " must be " + expected(mismatch.getTargetType());
            default -> path + " is wrong: " + firstLine(failure);
        };
    }

    private static String accepted(InvalidFormatException failure) {
        Class<?> type = failure.getTargetType();
        if (type != null && type.isEnum()) {
            return ", only "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        return "; it must be " + expected(type);
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if ((type.isRecord() && type != DataSize.class) || Map.class.isAssignableFrom(type)) {
            return "a group of keys and values";
        }
        return type == Duration.class ? "a duration like 10m" : type == DataSize.class ? "a size like 16MB" : "a text";
    }

    private static String path(JacksonException failure) {
        List<String> parts = new ArrayList<>();
        for (JacksonException.Reference step : failure.getPath()) {
            if (step.getPropertyName() != null) {
                parts.add("." + step.getPropertyName());
            } else {
                parts.add("[" + step.getIndex() + "]");
            }
        }
        return ROOT + String.join("", parts);
    }

    private static String firstLine(JacksonException failure) {
        String message = Optional.ofNullable(failure.getOriginalMessage()).orElse("cannot be read");
        return message.lines().findFirst().orElse(message);
    }

    /** Reads a scalar from its text, whichever type YAML takes it for. */
    private static final class TextDeserializer<T> extends StdDeserializer<T> {

        private final Function<String, T> reader;

        TextDeserializer(Class<T> type, Function<String, T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            return reader.apply(Optional.ofNullable(parser.getValueAsString()).orElse(""));
        }
    }
}

package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.PropertyElf;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which PostgreSQL to use: the embedded one when there is no {@code url}.
 *
 * @param properties {@code url}, {@code username}, {@code password}, and the names of HikariCP's and pgjdbc's own properties
 */
public record DatabaseSettings(Map<String, String> properties) {

    private static final String URL = "url";

    public DatabaseSettings {
        properties = Map.copyOf(properties);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static DatabaseSettings of(Map<String, Object> raw) {
        DatabaseSettings settings = new DatabaseSettings(FlatKeys.flatten(raw));
        if (!settings.properties.isEmpty()) {
            check(
                    settings.properties.containsKey(URL),
                    URL,
                    "is missing; without it Argosy uses its embedded PostgreSQL, which takes no properties");
            check(
                    settings.properties.getOrDefault(URL, "").startsWith("jdbc:postgresql:"),
                    URL,
                    "must begin with jdbc:postgresql:");
            settings.pool();
        }
        return settings;
    }

    /** Whether Argosy runs its own PostgreSQL. */
    public boolean embedded() {
        return properties.isEmpty();
    }

    /** A pool with these properties. */
    public HikariConfig pool() {
        HikariConfig pool = new HikariConfig();
        Set<String> hikari = PropertyElf.getPropertyNames(HikariConfig.class);
        properties.forEach((key, value) -> set(pool, hikari, key, value));
        return pool;
    }

    private static void set(HikariConfig pool, Set<String> hikari, String key, String value) {
        String camel = camelCase(key);
        if (key.equals(URL)) {
            pool.setJdbcUrl(value);
        } else if (hikari.contains(camel)) {
            Properties one = new Properties();
            one.setProperty(camel, value);
            try {
                PropertyElf.setTargetFromProperties(pool, one);
            } catch (RuntimeException _) {
                throw new SettingException(key, "cannot be '" + value + "'");
            }
        } else if (driverProperties().contains(key)) {
            pool.addDataSourceProperty(key, value);
        } else if (driverProperties().contains(camel)) {
            pool.addDataSourceProperty(camel, value);
        } else {
            Set<String> known = new HashSet<>(driverProperties());
            known.add(URL);
            hikari.forEach(name -> known.add(kebab(name)));
            check(false, key, "is no property of HikariCP or of PostgreSQL's driver" + Nearest.hint(key, known));
        }
    }

    private static Set<String> driverProperties() {
        try {
            String anyDatabase = "jdbc:postgresql://localhost/";
            return Arrays.stream(DriverManager.getDriver(anyDatabase).getPropertyInfo(anyDatabase, new Properties()))
                    .map(property -> property.name)
                    .collect(Collectors.toSet());
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL's driver is missing", e);
        }
    }

    private static String camelCase(String kebab) {
        StringBuilder camel = new StringBuilder();
        for (String word : kebab.split("-", -1)) {
            camel.append(
                    camel.isEmpty() || word.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** Keeps passwords out of logs. */
    @Override
    public String toString() {
        return "DatabaseSettings[" + (embedded() ? "embedded" : "external") + "]";
    }
}

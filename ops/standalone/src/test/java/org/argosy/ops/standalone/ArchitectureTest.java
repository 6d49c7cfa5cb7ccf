package org.argosy.ops.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String API = "org.argosy.api..";
    private static final String DISPATCHER = "org.argosy.dispatcher..";
    private static final String WORKERS = "org.argosy.workers..";
    private static final String STORAGE = "org.argosy.storage..";
    private static final String SCHEMAS = "org.argosy.schemas..";
    private static final String OPS = "org.argosy.ops..";

    private static final JavaClasses MAIN =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("org.argosy");

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(Stream.of(
                            "schemas",
                            "storage",
                            "api",
                            "dispatcher",
                            "workers",
                            "ops/embedded",
                            "ops/simulator",
                            "ops/bench",
                            "ops/standalone")
                    .map(module -> Path.of("..", "..", module, "target"))
                    .flatMap(target -> Stream.of(target.resolve("classes"), target.resolve("test-classes")))
                    .filter(Files::isDirectory)
                    .toList());

    private static final DescribedPredicate<JavaClass> TESTS = describe(
            "are tests",
            type -> type.getSource()
                    .map(source -> source.getUri().toString().contains("/test-classes/"))
                    .orElse(false));

    @Test
    void shouldKeepSchemasOnTheirOwn() {
        onlyArgosy(SCHEMAS).check(MAIN);
    }

    @Test
    void shouldLetStorageSeeNoRole() {
        noClasses()
                .that()
                .resideInAPackage(STORAGE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(API, DISPATCHER, WORKERS, OPS)
                .check(MAIN);
    }

    @Test
    void shouldLetTheApiSeeStorageAndSchemasAlone() {
        onlyArgosy(API, STORAGE, SCHEMAS).check(MAIN);
    }

    @Test
    void shouldLetTheDispatcherSeeStorageAndSchemasAlone() {
        onlyArgosy(DISPATCHER, STORAGE, SCHEMAS).check(MAIN);
    }

    @Test
    void shouldLetWorkersSeeSchemasAndObjectsAlone() {
        onlyArgosy(WORKERS, SCHEMAS, "org.argosy.storage.objects..").check(MAIN);
        noClasses()
                .that()
                .resideInAPackage(WORKERS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..", "org.postgresql..")
                .check(MAIN);
    }

    @Test
    void shouldLetOpsAloneTouchKafkasServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(OPS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "kafka..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.metadata..",
                        "org.apache.kafka.controller..",
                        "org.apache.kafka.storage..")
                .check(MAIN);
    }

    @Test
    void shouldKeepSpringAtTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.argosy.api", "org.argosy.api.http..", "org.argosy.dispatcher.events")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(MAIN);
    }

    @Test
    void shouldStartClientCommandsWithoutTheServer() {
        noClasses()
                .that()
                .resideInAnyPackage("org.argosy.ops.standalone.client..", "org.argosy.ops.standalone.local..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(API, DISPATCHER, WORKERS, STORAGE)
                        .or(resideInAPackage("org.argosy.ops.standalone.platform..")))
                .check(MAIN);
    }

    @Test
    void shouldAskNobodyButTheClockForTheTime() {
        noClasses()
                .that()
                .resideInAnyPackage(STORAGE, API, DISPATCHER, WORKERS)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .check(MAIN);
    }

    @Test
    void shouldMarkEveryPackageForNullness() {
        classes()
                .that()
                .resideOutsideOfPackage("org.argosy.schemas.avro..")
                .should(liveInANullMarkedPackage())
                .check(ALL);
    }

    @Test
    void shouldNeverSleepInTests() {
        noClasses()
                .that(TESTS)
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .check(ALL);
    }

    /** Classes of the first package may use only these packages of Argosy's, and everything of others. */
    private static ArchRule onlyArgosy(String of, String... others) {
        String[] allowed = Stream.concat(Stream.of(of), Stream.of(others)).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(of)
                .should()
                .dependOnClassesThat(resideInAPackage("org.argosy..").and(not(resideInAnyPackage(allowed))));
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getName() + (marked ? " is" : " is not") + " in a @NullMarked package"));
            }
        };
    }
}

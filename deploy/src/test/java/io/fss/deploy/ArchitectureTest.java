package io.fss.deploy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.bePublic;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Verticle;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The boundaries of the modules, held against every class of the project. */
class ArchitectureTest {
  private static final String[] VERTICLES = {
    "io.fss.registry..",
    "io.fss.scheduler..",
    "io.fss.dispatcher..",
    "io.fss.log..",
    "io.fss.console.."
  };
  private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|-tests\\.jar).*");
  private static JavaClasses project;

  @BeforeAll
  static void read_every_class() {
    project =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The kernel's classes for tests come as a jar, or as a folder within one build.
            .withImportOption(location -> !location.matches(TESTS))
            .importPackages("io.fss");
  }

  @Test
  void a_verticle_module_never_depends_on_another_verticle_module() {
    for (String module : VERTICLES) {
      String[] others =
          List.of(VERTICLES).stream().filter(o -> !o.equals(module)).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(module)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(project);
    }
  }

  @Test
  void what_stands_below_does_not_know_what_stands_above() {
    noClasses()
        .that()
        .resideInAPackage("io.fss.kernel..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(VERTICLES)
                .or(resideInAnyPackage("io.fss.client..", "io.fss.deploy..")))
        .check(project);
    noClasses()
        .that()
        .resideInAPackage("io.fss.proto..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.fss..").and(resideOutsideOfPackages("io.fss.proto..")))
        .check(project);
    noClasses()
        .that()
        .resideInAnyPackage(VERTICLES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fss.deploy..", "io.fss.client..")
        .check(project);
  }

  @Test
  void the_client_sdk_contains_nothing_of_the_server() {
    noClasses()
        .that()
        .resideInAPackage("io.fss.client..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.fss..")
                .and(resideOutsideOfPackages("io.fss.client..", "io.fss.proto.v1..")))
        .check(project);
  }

  @Test
  void libraries_stay_where_they_belong() {
    only("io.fss.scheduler..", "org.quartz..", "com.cronutils..");
    only("io.fss.registry..", "io.vertx.redis..");
    only(
        "io.fss.deploy..",
        "com.hazelcast..",
        "io.opentelemetry.sdk..",
        "io.opentelemetry.exporter..");
    only("io.fss.console..", "io.vertx.ext.web..", "io.vertx.openapi..");
    only("io.fss.kernel..", "org.flywaydb..", "io.vertx.jdbcclient..", "org.sqlite..");
    noClasses()
        .that()
        // The benchmark and the fault runs ask the database itself what the platform did to it.
        .resideOutsideOfPackages("io.fss.kernel..", "io.fss.deploy.rig..", "io.fss.deploy.faults..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..")
        .check(project);
    noClasses()
        .that()
        .resideInAPackage("io.fss.dispatcher..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx.sqlclient..")
        .because("the dispatcher keeps no truth")
        .check(project);
  }

  private static void only(String module, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(project);
  }

  @Test
  void a_verticle_module_shows_its_verticle_and_its_options_alone() {
    for (String module : VERTICLES) {
      classes()
          .that()
          .resideInAPackage(module)
          .and()
          .areTopLevelClasses()
          .and()
          .areNotAssignableTo(Verticle.class)
          .and()
          .areNotAssignableTo(VerticleBase.class)
          .and()
          .haveSimpleNameNotEndingWith("Options")
          .and()
          .doNotHaveSimpleName("AlarmThread")
          .and()
          .doNotHaveSimpleName("package-info")
          .should(not(bePublic()))
          .check(project);
    }
  }

  @Test
  void whoever_needs_the_time_takes_a_clock() {
    noClasses()
        .that(resideInAnyPackage(VERTICLES).or(resideInAnyPackage("io.fss.kernel..")))
        .and()
        .doNotHaveSimpleName("SystemClock")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(project);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("io.fss.(*)..").should().beFreeOfCycles().check(project);
  }
}

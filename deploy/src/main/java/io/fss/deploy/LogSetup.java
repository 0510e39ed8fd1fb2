package io.fss.deploy;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What the programs log goes to standard error, unless {@code -Dlogback.configurationFile} names a
 * file that says otherwise. Said here and not in a file, as reading one takes several hundred
 * classes that nothing else needs: 4 MB of a platform that wants to be light.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{20} - %msg";
  private static final String REASON = " %replace(%ex{1}){'[\\r\\n][\\s\\S]*', ''}%nopex%n";

  private static final String FORMAT = "FSS_LOGGING_FORMAT";
  private static final String STDERR = "STDERR";
  // A member that cannot be reached, for each message to it: the reason, without a stack trace.
  private static final String BUS = "io.vertx.core.eventbus.impl.clustered.ClusteredEventBus";

  private static volatile String node = "";

  /** What a line looks like. */
  public enum Format {
    PLAIN,
    JSON
  }

  /** From here on lines are like that, unless a file says what they are like. */
  static void use(Format format) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (String name : List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, BUS)) {
      if (context.getLogger(name).getAppender(STDERR)
          instanceof ConsoleAppender<ILoggingEvent> to) {
        to.setEncoder(encoder(context, format, name.equals(BUS)));
      }
    }
  }

  /** From here on lines of programs name this process. */
  static void node(String name) {
    node = name;
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    context.getLogger("org.flywaydb").setLevel(Level.WARN);
    context.getLogger("org.quartz").setLevel(Level.WARN);
    // It tells each step of a start, and with it the name of the cluster, which is a secret.
    context.getLogger("com.hazelcast").setLevel(Level.WARN);
    // It warns of what nobody here asks of it: metrics of the JVM, and its CP subsystem.
    context.getLogger("com.hazelcast.instance.impl.HazelcastInstanceFactory").setLevel(Level.ERROR);
    context.getLogger("com.hazelcast.cp.CPSubsystem").setLevel(Level.ERROR);
    // Vert.x registers the same gauge once per handler; the first one counts.
    context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(System.getenv("FSS_CLIENT_LOG_LEVEL"), Level.INFO));
    // Known before the settings are read, so that what is wrong with them is said that way, too.
    Format format = "json".equalsIgnoreCase(System.getenv(FORMAT)) ? Format.JSON : Format.PLAIN;
    root.addAppender(standardError(context, encoder(context, format, false)));
    Logger bus = context.getLogger(BUS);
    bus.setAdditive(false);
    bus.addAppender(standardError(context, encoder(context, format, true)));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static Encoder<ILoggingEvent> encoder(
      LoggerContext context, Format format, boolean brief) {
    Encoder<ILoggingEvent> encoder;
    if (format == Format.JSON) {
      encoder = new JsonLines(() -> node, brief);
    } else {
      PatternLayoutEncoder plain = new PatternLayoutEncoder();
      plain.setPattern(PATTERN + (brief ? REASON : "%n"));
      encoder = plain;
    }
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static ConsoleAppender<ILoggingEvent> standardError(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName(STDERR);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}

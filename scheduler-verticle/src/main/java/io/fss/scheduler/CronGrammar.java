package io.fss.scheduler;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.constraint.FieldConstraints;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.expression.visitor.ValidationFieldExpressionVisitor;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.SpecialChar;
import com.cronutils.parser.CronParserField;
import io.fss.scheduler.CronPart.Shape;
import java.util.List;

/**
 * The grammar of one field in one dialect. cron-utils takes the text apart and checks its values;
 * {@link CronSpelling} has refused before what cron-utils would let pass.
 */
final class CronGrammar {
  private static final CronDefinition UNIX =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withValidRange(0, 59)
          .and()
          .withHours()
          .withValidRange(0, 23)
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .and()
          .withDayOfWeek()
          .withValidRange(0, 7)
          .and()
          .instance();

  private static final CronDefinition QUARTZ =
      CronDefinitionBuilder.defineCron()
          .withSeconds()
          .withValidRange(0, 59)
          .and()
          .withMinutes()
          .withValidRange(0, 59)
          .and()
          .withHours()
          .withValidRange(0, 23)
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .supportsL()
          .supportsW()
          .supportsLW()
          .supportsQuestionMark()
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .and()
          .withDayOfWeek()
          .withValidRange(1, 7)
          .supportsHash()
          .supportsL()
          .supportsQuestionMark()
          .and()
          .withYear()
          .withValidRange(CronUnit.YEAR.least, CronUnit.YEAR.most)
          .and()
          .instance();

  /** Minutes, hours, day of month, month, day of week. */
  static final List<CronGrammar> UNIX_FIELDS =
      List.of(
          new CronGrammar(UNIX, CronUnit.MINUTE, CronFieldName.MINUTE, CronSpelling.PLAIN),
          new CronGrammar(UNIX, CronUnit.HOUR, CronFieldName.HOUR, CronSpelling.PLAIN),
          new CronGrammar(UNIX, CronUnit.DAY, CronFieldName.DAY_OF_MONTH, CronSpelling.PLAIN),
          new CronGrammar(UNIX, CronUnit.MONTH, CronFieldName.MONTH, CronSpelling.MONTHS),
          new CronGrammar(
              UNIX, CronUnit.WEEKDAY, CronFieldName.DAY_OF_WEEK, CronSpelling.UNIX_WEEKDAYS));

  /** Seconds, minutes, hours, day of month, month, day of week, year. */
  static final List<CronGrammar> QUARTZ_FIELDS =
      List.of(
          new CronGrammar(QUARTZ, CronUnit.SECOND, CronFieldName.SECOND, CronSpelling.PLAIN),
          new CronGrammar(QUARTZ, CronUnit.MINUTE, CronFieldName.MINUTE, CronSpelling.PLAIN),
          new CronGrammar(QUARTZ, CronUnit.HOUR, CronFieldName.HOUR, CronSpelling.PLAIN),
          new CronGrammar(
              QUARTZ, CronUnit.DAY, CronFieldName.DAY_OF_MONTH, CronSpelling.QUARTZ_DAYS),
          new CronGrammar(QUARTZ, CronUnit.MONTH, CronFieldName.MONTH, CronSpelling.MONTHS),
          new CronGrammar(
              QUARTZ, CronUnit.WEEKDAY, CronFieldName.DAY_OF_WEEK, CronSpelling.QUARTZ_WEEKDAYS),
          new CronGrammar(QUARTZ, CronUnit.YEAR, CronFieldName.YEAR, CronSpelling.YEARS));

  private final CronUnit unit;
  private final CronSpelling spelling;
  private final CronParserField parser;
  private final ValidationFieldExpressionVisitor bounds;
  // What the dialect writes for our least value: Quartz counts weekdays from 1.
  private final int first;

  private CronGrammar(
      CronDefinition definition, CronUnit unit, CronFieldName name, CronSpelling spelling) {
    FieldConstraints constraints = definition.getFieldDefinition(name).getConstraints();
    this.unit = unit;
    this.spelling = spelling;
    this.parser = new CronParserField(name, constraints);
    this.bounds = new ValidationFieldExpressionVisitor(constraints);
    this.first = constraints.getStartRange();
  }

  /**
   * Takes the text of a field apart.
   *
   * @param text in capitals
   * @throws IllegalArgumentException with the field, its text and the rule
   */
  CronField field(String text) {
    String numbers = spelling.numbers(unit, text);
    try {
      FieldExpression expression = parser.parse(numbers).getExpression();
      expression.accept(bounds);
      List<FieldExpression> list =
          expression instanceof And and ? and.getExpressions() : List.of(expression);
      return new CronField(unit, list.stream().map(this::part).toList());
    } catch (RuntimeException e) {
      // The parser answers some nonsense with an index out of bounds and the like.
      throw CronSpelling.refused(unit, text, "is refused: " + e.getMessage());
    }
  }

  private CronPart part(FieldExpression expression) {
    if (expression instanceof Always) {
      return all(1);
    } else if (expression instanceof QuestionMark) {
      return CronPart.of(Shape.OPEN);
    } else if (expression instanceof Between range) {
      return span(range, 1);
    } else if (expression instanceof On on) {
      return on(on);
    } else if (expression instanceof Every every) {
      return stepped(every.getExpression(), every.getPeriod().getValue());
    }
    throw new IllegalArgumentException("it is neither value, range, step nor wildcard");
  }

  private CronPart stepped(FieldExpression expression, int step) {
    if (expression instanceof Always) {
      return all(step);
    } else if (expression instanceof Between range) {
      return span(range, step);
    } else if (expression instanceof On on) {
      return new CronPart(Shape.SPAN, ours(on.getTime()), unit.most, step);
    }
    throw new IllegalArgumentException("only a wildcard, a value or a range may have a step");
  }

  private CronPart all(int step) {
    return new CronPart(Shape.ALL, unit.least, unit.most, step);
  }

  private CronPart span(Between range, int step) {
    int from = ours(range.getFrom());
    int to = ours(range.getTo());
    int round = to < from ? unit.most - unit.least + 1 : 0;
    return new CronPart(Shape.SPAN, from, to + round, step);
  }

  private CronPart on(On on) {
    SpecialChar special = on.getSpecialChar().getValue();
    return switch (special) {
      case NONE -> CronPart.of(Shape.SPAN, ours(on.getTime()));
      case L -> unit == CronUnit.DAY ? last(on) : lastWeekday(on);
      case W -> CronPart.of(Shape.NEAREST, ours(on.getTime()));
      case LW -> CronPart.of(Shape.LAST_WORKING);
      case HASH -> new CronPart(Shape.NTH, ours(on.getTime()), on.getNth().getValue(), 1);
      default -> throw new IllegalArgumentException("nothing is known of " + special);
    };
  }

  // cron-utils says -1 where a number is missing.
  private static CronPart last(On on) {
    return CronPart.of(Shape.LAST, Math.max(0, on.getNth().getValue()));
  }

  private CronPart lastWeekday(On on) {
    // Quartz: L alone is the last day of the week, and that is Saturday.
    return on.getTime().getValue() < 0
        ? CronPart.of(Shape.SPAN, unit.most)
        : CronPart.of(Shape.LAST_WEEKDAY, ours(on.getTime()));
  }

  private int ours(FieldValue<?> value) {
    if (!(value.getValue() instanceof Integer number)) {
      throw new IllegalArgumentException("%s must be a number".formatted(value));
    }
    return number - first + unit.least;
  }
}

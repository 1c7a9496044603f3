package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Converts numbers to Java types without loss: a mismatch is null. Floating-point types take the nearest number, as
 * usual, but nothing beyond their range.
 */
final class PayloadNumbers {

    private PayloadNumbers() {}

    private static @Nullable Number number(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric() ? parser.getNumberValue() : null;
    }

    static @Nullable Number any(JsonParser parser) throws IOException {
        Number number = number(parser);
        return number instanceof BigDecimal decimal ? plain(decimal) : number;
    }

    /** Converts a decimal to a double, unless that is infinite. */
    static Number plain(BigDecimal decimal) {
        double near = decimal.doubleValue();
        return Double.isInfinite(near) ? decimal : (Number) near;
    }

    static @Nullable BigDecimal decimal(JsonParser parser) throws IOException {
        Number number = number(parser);
        if (number instanceof BigDecimal decimal) {
            return decimal;
        } else if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        } else if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            return Double.isFinite(value) ? new BigDecimal(JavaScriptNumbers.text(value)) : null;
        }
        return number == null ? null : BigDecimal.valueOf(number.longValue());
    }

    static @Nullable BigInteger integer(JsonParser parser) throws IOException {
        BigDecimal decimal = decimal(parser);
        return decimal == null ? null : decimal.toBigIntegerExact();
    }

    static @Nullable Long between(JsonParser parser, long min, long max) throws IOException {
        Number number = number(parser);
        Long value;
        if (number instanceof Integer || number instanceof Long) {
            value = number.longValue();
        } else {
            BigDecimal decimal = decimal(parser);
            value = decimal == null ? null : (Long) decimal.longValueExact();
        }
        return value == null || value < min || value > max ? null : value;
    }

    static @Nullable Long longValue(JsonParser parser) throws IOException {
        return between(parser, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static @Nullable Integer intValue(JsonParser parser) throws IOException {
        Long value = between(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return value == null ? null : value.intValue();
    }

    static @Nullable Short shortValue(JsonParser parser) throws IOException {
        Long value = between(parser, Short.MIN_VALUE, Short.MAX_VALUE);
        return value == null ? null : value.shortValue();
    }

    static @Nullable Byte byteValue(JsonParser parser) throws IOException {
        Long value = between(parser, Byte.MIN_VALUE, Byte.MAX_VALUE);
        return value == null ? null : value.byteValue();
    }

    static @Nullable Double doubleValue(JsonParser parser) throws IOException {
        Number number = number(parser);
        if (number == null || number instanceof Double) {
            return (Double) number;
        }
        double near = number.doubleValue();
        return Double.isInfinite(near) ? null : (Double) near;
    }

    static @Nullable Float floatValue(JsonParser parser) throws IOException {
        Number number = number(parser);
        if (number == null) {
            return null;
        }
        float near = number.floatValue();
        boolean beyond = Float.isInfinite(near) && !(number instanceof Double wide && wide.isInfinite());
        return beyond ? null : (Float) near;
    }
}

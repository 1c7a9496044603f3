package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.io.Serial;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A received number with a fraction or an exponent: usable as a double, and as the exact decimal. One without a
 * fractional part ({@code 3.0}, {@code 1e2}) also counts as an integer. Immutable.
 */
public final class ExactNumber extends DoubleNode {

    /** Numbers with an exponent beyond this, positive or negative, are rejected: calculating with them is expensive. */
    public static final int MAX_EXPONENT = 1_000;

    @Serial
    private static final long serialVersionUID = 1L;

    /** Null if the number equals what JavaScript prints for the double. */
    private final @Nullable BigDecimal exact;

    private ExactNumber(double number, @Nullable BigDecimal exact) {
        super(number);
        this.exact = exact;
    }

    /**
     * Creates a number from a double, which stands for the decimal that JavaScript prints for it.
     *
     * @param number any double, including NaN and infinities
     * @return the node
     */
    public static ExactNumber of(double number) {
        return new ExactNumber(number, null);
    }

    /**
     * Creates a number from its text.
     *
     * @param text the JSON number
     * @param number the nearest double
     * @return the node; of another class for numbers beyond a double's range
     * @throws IllegalArgumentException if its exponent is beyond {@link #MAX_EXPONENT}
     */
    public static JsonNode of(String text, double number) {
        if (isPlain(text)) {
            return of(number);
        }
        BigDecimal exact = new BigDecimal(text);
        long exponent = (long) exact.precision() - exact.scale() - 1;
        if (exact.signum() != 0 && Math.abs(exponent) > MAX_EXPONENT) {
            throw new IllegalArgumentException("number with an exponent beyond " + MAX_EXPONENT);
        }
        if (Double.isInfinite(number)) {
            return DecimalNode.valueOf(exact);
        }
        return text.equals(JavaScriptNumbers.text(number)) ? of(number) : new ExactNumber(number, exact);
    }

    /**
     * Whether the number is exactly what JavaScript prints for its double, so that the double alone is sufficient.
     *
     * @return false if the text had more digits, fewer than a double needs, or another form
     */
    public boolean isCanonical() {
        return exact == null;
    }

    /** Whether the number has at most 15 digits in JavaScript's format, in which case its double is known to print the same. */
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length > 16 || text.charAt(length - 1) == '0' || text.startsWith("-0")) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == 'e' || c == 'E') {
                return false;
            }
        }
        return !text.startsWith("0.00000");
    }

    private boolean isWhole() {
        double number = doubleValue();
        return number == Math.rint(number)
                && !Double.isInfinite(number)
                && (exact == null || exact.stripTrailingZeros().scale() <= 0);
    }

    @Override
    public JsonToken asToken() {
        return isWhole() ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
    }

    @Override
    public JsonParser.NumberType numberType() {
        return exact == null ? JsonParser.NumberType.DOUBLE : JsonParser.NumberType.BIG_DECIMAL;
    }

    /** The exact decimal, if the double does not suffice: copying a number must not lose digits. */
    @Override
    public Number numberValue() {
        return exact == null ? super.numberValue() : exact;
    }

    @Override
    public BigDecimal decimalValue() {
        return exact == null ? new BigDecimal(JavaScriptNumbers.text(doubleValue())) : exact;
    }

    @Override
    public BigInteger bigIntegerValue() {
        return decimalValue().toBigInteger();
    }

    @Override
    public long longValue() {
        return decimalValue().longValue();
    }

    @Override
    public int intValue() {
        return decimalValue().intValue();
    }
}

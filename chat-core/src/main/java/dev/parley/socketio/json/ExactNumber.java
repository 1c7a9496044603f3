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
 * A number with a fraction or an exponent, as it was received: a double for those who want one, and the exact decimal for those
 * who want that. One without a fraction ({@code 3.0}, {@code 1e2}) counts as an integer too. Immutable.
 */
public final class ExactNumber extends DoubleNode {

    /** Numbers with larger exponents, or smaller ones than this with a minus, are refused: they cost time to calculate with. */
    public static final int MAX_EXPONENT = 1_000;

    @Serial
    private static final long serialVersionUID = 1L;

    /** Null if the number is what JavaScript prints for the double. */
    private final @Nullable BigDecimal exact;

    private ExactNumber(double number, @Nullable BigDecimal exact) {
        super(number);
        this.exact = exact;
    }

    /**
     * A double, which stands for the decimal that JavaScript prints for it.
     *
     * @param number any double, NaN and the infinite ones too
     * @return the node
     */
    public static ExactNumber of(double number) {
        return new ExactNumber(number, null);
    }

    /**
     * A number from its text.
     *
     * @param text the JSON number
     * @param number the double nearest to it
     * @return the node; of another class for numbers that no double comes near
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
     * Whether a number is what JavaScript prints for its double, so that the double alone says it all.
     *
     * @return false if the text had more digits, or fewer than a double needs, or another form
     */
    public boolean isCanonical() {
        return exact == null;
    }

    /** Whether 15 digits at most, in the form that JavaScript prints, tell the number: then its double is known to print so. */
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

    /** The exact decimal, if the double is not enough: whoever copies a number must not lose any of it. */
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

package dev.parley.socketio.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Formats numbers like JavaScript (ECMA-262, Number::toString), as every JavaScript peer does in JSON. */
public final class JavaScriptNumbers {

    /** Numbers with more digits before the decimal point are printed with an exponent. */
    private static final int MOST_WHOLE_DIGITS = 21;

    /** Numbers with more zeros after the decimal point are printed with an exponent. */
    private static final int MOST_LEADING_ZEROS = 5;

    /** Below this, a double has less than two digits of precision, the minimum that Java prints. */
    private static final double COARSE = 20 * Double.MIN_VALUE;

    private JavaScriptNumbers() {}

    /**
     * Returns the shortest text that identifies a double.
     *
     * @param number a finite number; -0 is 0
     * @return for example {@code 1e+21}, {@code 123456789.125}, {@code 1e-7}
     */
    public static String text(double number) {
        String printed = NumberOutput.toString(number, true);
        if (isAlike(printed)) {
            return printed;
        }
        return layout(Math.abs(number) < COARSE && number != 0 ? shortest(printed, number) : printed);
    }

    /**
     * Returns the shortest text that identifies a float.
     *
     * @param number a finite number; -0 is 0
     * @return the text
     */
    public static String text(float number) {
        String printed = NumberOutput.toString(number, true);
        return isAlike(printed) ? printed : layout(printed);
    }

    private static boolean isAlike(String printed) {
        return printed.indexOf('E') < 0 && !printed.endsWith(".0");
    }

    /** A single digit, if that suffices to distinguish the number from its neighbours. */
    private static String shortest(String printed, double number) {
        BigDecimal one = new BigDecimal(printed).round(new MathContext(1, RoundingMode.HALF_EVEN));
        return one.doubleValue() == number ? one.unscaledValue() + "E" + -one.scale() : printed;
    }

    /** Converts Java's format, such as {@code -1.25E-7}, to JavaScript's. */
    private static String layout(String printed) {
        int from = printed.charAt(0) == '-' ? 1 : 0;
        int mark = printed.indexOf('E');
        int end = mark < 0 ? printed.length() : mark;
        int exponent = mark < 0 ? 0 : Integer.parseInt(printed.substring(mark + 1));
        StringBuilder digits = new StringBuilder(end);
        int point = 0;
        for (int i = from; i < end; i++) {
            char c = printed.charAt(i);
            if (c == '.') {
                point = digits.length();
            } else {
                digits.append(c);
            }
        }
        point = (point == 0 ? digits.length() : point) + exponent;
        int zeros = 0;
        while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        digits.delete(0, zeros);
        while (digits.length() > 1 && digits.charAt(digits.length() - 1) == '0') {
            digits.setLength(digits.length() - 1);
        }
        if (digits.charAt(0) == '0') {
            return "0";
        }
        return (from == 0 ? "" : "-") + place(digits, point - zeros);
    }

    /** {@code point} is the number of digits before the decimal point. */
    private static String place(StringBuilder digits, int point) {
        if (point > MOST_WHOLE_DIGITS || point < -MOST_LEADING_ZEROS) {
            if (digits.length() > 1) {
                digits.insert(1, '.');
            }
            return digits.append(point > 0 ? "e+" : "e").append(point - 1).toString();
        }
        if (point <= 0) {
            return digits.insert(0, "0." + "0".repeat(-point)).toString();
        }
        if (point < digits.length()) {
            return digits.insert(point, '.').toString();
        }
        return digits.append("0".repeat(point - digits.length())).toString();
    }
}

package dev.parley.socketio.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JavaScriptNumbersTest {

    /** What {@code JSON.stringify} prints. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "-1.5, -1.5",
        "0.1, 0.1",
        "100, 100",
        "1e7, 10000000",
        "123456789.125, 123456789.125",
        "1e20, 100000000000000000000",
        "123456789012345680000, 123456789012345680000",
        "9223372036854775808, 9223372036854776000",
        "1e21, 1e+21",
        "1.5e21, 1.5e+21",
        "-1e21, -1e+21",
        "1e22, 1e+22",
        "2e23, 2e+23",
        "1e100, 1e+100",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "0.001, 0.001",
        "0.000001, 0.000001",
        "0.0000015, 0.0000015",
        "1e-7, 1e-7",
        "1.25e-7, 1.25e-7",
        "-1.25e-7, -1.25e-7",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "5e-324, 5e-324",
        "-5e-324, -5e-324",
        "1e-323, 1e-323",
        "1.5e-323, 1.5e-323",
        "2.5e-323, 2.5e-323",
        "5e-323, 5e-323",
        "0.30000000000000004, 0.30000000000000004",
        "9007199254740993, 9007199254740992",
    })
    void text_ofEveryShape_isJavaScripts(String number, String expected) {
        assertThat(JavaScriptNumbers.text(Double.parseDouble(number))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "1e10, 10000000000",
        "3, 3",
        "1e-7, 1e-7",
        "16777216, 16777216",
        "3.4028235e38, 3.4028235e+38"
    })
    void text_ofSinglePrecision_isAsShortAsItCanBe(float number, String expected) {
        assertThat(JavaScriptNumbers.text(number)).isEqualTo(expected);
    }

    @Test
    void text_ofAnyDouble_readsBackAndIsShortest() {
        long seed = new Random().nextLong();
        System.out.println("JavaScriptNumbersTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number) && number != 0) {
                String text = JavaScriptNumbers.text(number);
                assertThat(Double.parseDouble(text)).as(text).isEqualTo(number);
                BigDecimal printed = new BigDecimal(text).stripTrailingZeros();
                if (printed.precision() > 1) {
                    BigDecimal shorter = new BigDecimal(number)
                            .round(new MathContext(printed.precision() - 1, RoundingMode.HALF_EVEN));
                    assertThat(shorter.doubleValue()).as(text).isNotEqualTo(number);
                }
            }
        }
    }
}

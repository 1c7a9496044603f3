package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/17",
                "/files/17/a%20cat.png?w=10&h=20",
                "/",
                "http://example.org",
                "https://example.org/",
                "https://example.org./x",
                "https://example.org:8443/a/b?c=d#e",
                "https://xn--bcher-kva.example/",
                "https://a_b.example/",
                "https://localhost/x",
                "http://127.0.0.1:3000/x",
                "http://[::1]/x",
                "http://[2001:db8::7]:80/x",
                "https://example.org/~user/(x)/@name:1",
                "https://example.org?q=a@b",
                "https://example.org/users/a@b.example"
            })
    void isOne_addressOfAPageOrAPath(String address) {
        assertThat(WebAddress.isOne(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "files/17",
                "//evil.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "ftp://example.org/",
                "http:/example.org",
                "http:example.org",
                "http://",
                "http:///x",
                "http://?x",
                "http://user@example.org/",
                "http://user:secret@example.org/",
                "http://trusted.example@evil.example/",
                "http://trusted.example:80@evil.example/",
                "http://@example.org/",
                "http://:@example.org/",
                "http://a..b/",
                "http://.example.org/",
                "http://example.org../",
                "http://./",
                "http://-a.example/",
                "http://a-.example/",
                "http://exa%6dple.org/",
                "http://example.org%00/",
                "http://example.org:/x",
                "http://example.org:abc/",
                "http://example.org:65536/",
                "http://example.org:123456/",
                "http://example.org:80:80/",
                "http://:80/",
                "http://[::1",
                "http://[::1]x/",
                "http://[::1]:/",
                "http://[]/",
                "http://[::zz]/",
                "http://[1::2::3]/",
                "http://[::1%25eth0]/",
                "http://::1/",
                "http://1.2.3/",
                "http://1.2.3.4.5/",
                "http://256.1.1.1/",
                "http://0x7f.1/",
                "http://2130706433/",
                "http://127.0.0.01/",
                "http://a b/",
                "http://a\\b/",
                "http://exämple.org/",
                "http://ex,ample.org/",
                "http://ex^ample.org/",
                "https://example.org/%",
                "https://example.org/%zz",
                "/%f",
                "/a b",
                "/a\"b",
                "/a<b",
                "/a\nb"
            })
    void isOne_everythingElse_isNot(String text) {
        assertThat(WebAddress.isOne(text)).isFalse();
    }
}

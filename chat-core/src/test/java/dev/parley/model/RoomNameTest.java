package dev.parley.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D04: no name that a client gives can be the key of a system room. */
final class RoomNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"user:42", "dm:1+2", "room:Java", "8LbtP3tXkJZTKd5nAAAB", ":", "dm:", "room:"})
    void of_nameThatLooksLikeASystemKey_isAnOrdinaryRoom(String name) {
        RoomName room = RoomName.of(name);

        assertThat(room.kind()).isEqualTo(RoomName.Kind.NAMED);
        assertThat(room.key()).isEqualTo("room:" + name);
        assertThat(room).isNotEqualTo(RoomName.inbox(UserId.of("42")));
        assertThat(RoomName.parse(room.key())).isEqualTo(room);
    }

    @Test
    void direct_eitherOrder_isTheSameRoom() {
        UserId one = UserId.of("1");
        UserId two = UserId.of("2");

        assertThat(RoomName.direct(one, two)).isEqualTo(RoomName.direct(two, one));
        assertThat(RoomName.direct(two, one).key()).isEqualTo("dm:1+2");
        assertThat(RoomName.direct(two, one).users()).containsExactly(one, two);
        assertThat(RoomName.direct(one, one).users()).containsExactly(one, one);
        assertThat(RoomName.inbox(one).users()).containsExactly(one);
        assertThat(RoomName.of("1").users()).isEmpty();
    }

    @Test
    void direct_idsMadeOfSeparators_neverCollide() {
        long seed = 7L;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            StringBuilder id = new StringBuilder();
            for (int length = 1 + random.nextInt(4); length > 0; length--) {
                id.append("+%2B5a:".charAt(random.nextInt(7)));
            }
            ids.add(UserId.of(id.toString()));
        }
        HashSet<String> keys = new HashSet<>();
        HashSet<List<UserId>> pairs = new HashSet<>();
        for (UserId one : ids) {
            for (UserId other : ids) {
                RoomName room = RoomName.direct(one, other);
                assertThat(room.users()).containsExactlyInAnyOrder(one, other);
                assertThat(RoomName.parse(room.key())).isEqualTo(room);
                keys.add(room.key());
                pairs.add(room.users());
            }
        }
        assertThat(keys).hasSameSizeAs(pairs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Java", "", "socket", "dm:1", "dm:2+1", "dm:1+2+3", "dm:+", "user:", "room:", "dm:a%+b"})
    void parse_notAKey_isRefused(String key) {
        assertThatThrownBy(() -> RoomName.parse(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_outOfBoundsOrMalformed_isRefused() {
        assertThat(RoomName.of("x".repeat(RoomName.MAX_LENGTH)).value()).hasSize(RoomName.MAX_LENGTH);
        for (String name : List.of("", "x".repeat(RoomName.MAX_LENGTH + 1), " ", "\u0000", "\ud800", "\udc00x")) {
            assertThatThrownBy(() -> RoomName.of(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "caf\u00e9",
                "cafe\u0301",
                " cafe\u0301\t",
                "\ufeffcaf\u00e9",
                "caf\u200b\u00e9",
                "caf\u0000\u00e9"
            })
    void of_sameNameWrittenInAnotherWay_isTheSameRoom(String name) {
        assertThat(RoomName.of(name)).isEqualTo(new RoomName(RoomName.Kind.NAMED, "caf\u00e9"));
    }

    @Test
    void of_caseAndWidth_makeOtherRooms() {
        assertThat(List.of("java", "Java", "ｊava", "ja va"))
                .extracting(RoomName::of)
                .doesNotHaveDuplicates();
    }

    @Test
    void parse_nameStoredInAnotherForm_isThatRoom() {
        RoomName stored = RoomName.parse("room: cafe\u0301 ");

        assertThat(stored.value()).isEqualTo(" cafe\u0301 ");
        assertThat(stored.key()).isEqualTo("room: cafe\u0301 ");
        assertThat(stored).isNotEqualTo(RoomName.of(stored.value()));
    }

    @Test
    void of_muchTooLong_isRefusedBeforeItIsNormalised() {
        assertThat(RoomName.of("x".repeat(RoomName.MAX_LENGTH) + " ".repeat(3_840))
                        .value())
                .hasSize(RoomName.MAX_LENGTH);
        assertThatThrownBy(() -> RoomName.of("x" + " ".repeat(4_096)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4097 chars");
    }

    @Test
    void names_ofUsersAndSenders_areNormalised() {
        assertThat(User.of("1", " Rene\u0301\n").name()).isEqualTo("Ren\u00e9");
        assertThat(Sender.of("1", " Rene\u0301\n").name()).isEqualTo("Ren\u00e9");
        assertThat(new Sender(UserId.of("1"), " Rene\u0301").name()).isEqualTo(" Rene\u0301");
        assertThatThrownBy(() -> User.of("1", "\u200b")).isInstanceOf(IllegalArgumentException.class);
    }
}

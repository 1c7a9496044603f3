package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of rooms and people, whichever way they come in. */
@NullUnmarked
final class NamesTest {

    @Test
    @Defect("D07")
    void joinRoom_whatAnImportWroteUnderAnotherForm_isFound() {
        try (ChatFixture chat = ChatFixture.start()) {
            for (String imported : List.of(" java ", "ja\u200bva", "java\t")) {
                chat.faults()
                        .store()
                        .append(List.of(EntryDraft.message(
                                RoomName.of(imported),
                                MessageId.of("imported-" + imported.length() + imported.hashCode()),
                                Sender.of("7", " Rene\u0301 "),
                                Instant.EPOCH,
                                Content.of(imported))));
            }

            assertThat(chat.connect("alice").join("java")).containsEntry("head", 3);
            assertThat(chat.connect("bob").join(" java\u200d"))
                    .containsEntry("head", 3)
                    .containsEntry("room", "java");
            assertThat(chat.engine().room("java ").name()).isEqualTo(RoomName.of("java"));
            assertThat(chat.engine()
                            .room("java")
                            .history(1)
                            .toCompletableFuture()
                            .join()
                            .get(0)
                            .sender()
                            .name())
                    .isEqualTo("Ren\u00e9");
        }
    }

    @Test
    void connect_nameOfTheAuthenticator_isNormalised() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient rene = chat.connectAs("7: Rene\u0301\u202e ");

            assertThat(rene.events("session").get(0).get("user"))
                    .isEqualTo(fields("id", "7", "name", "Ren\u00e9", "roles", List.of()));
        }
    }

    @Test
    void build_roomDefinedTwiceInTwoForms_isRefused() {
        assertThatThrownBy(() -> ChatFixture.start(builder ->
                        builder.rooms(RoomDefinition.open("caf\u00e9"), RoomDefinition.announcements("cafe\u0301"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("rooms(..) defines caf\u00e9 twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boss",
                "BOSS",
                " b o s s ",
                "ｂｏｓｓ",
                "boss\u200b",
                "bo\u00adss",
                "b0ss",
                "bo\u034fss",
                "\ud835\udc1boss",
                "boss\u3164"
            })
    @Defect("D06")
    void guest_nameThatLooksLikeThatOfAnother_isRefused(String name) {
        try (ChatFixture chat = unique()) {
            chat.guest("boss");

            assertThat(refusal(chat, name).get("code")).isEqualTo("NAME_TAKEN");
            TestClient guest = chat.guest("Carol");
            guest.refused(ErrorCode.NAME_TAKEN, "joinRoom", fields("room", "java", "username", name));
        }
    }

    @Test
    void guests_sameNameOneAfterTheOther_mayHaveIt() {
        try (ChatFixture chat = unique()) {
            TestClient carl = chat.guest("Carl");
            assertThat(refusal(chat, "CarI").get("code")).isEqualTo("NAME_TAKEN");
            carl.ok("joinRoom", fields("room", "java", "username", "Carlo"));
            TestClient other = chat.guest("CarI");
            assertThat(refusal(chat, "Carl").get("code")).isEqualTo("NAME_TAKEN");
            carl.ok("leaveRoom", "java");
            carl.refused(ErrorCode.NAME_TAKEN, "joinRoom", fields("room", "java", "username", "carl"));
            carl.ok("joinRoom", fields("room", "java", "username", "CARLO"));
            other.leave();

            chat.guest("Carl");
            carl.leave();
            chat.guest("carlo");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bоss", "Аnn", "Ann Ѕmith", "αlice", "Annа"})
    void guest_wordOfMixedScripts_isRefusedAndToldWhy(String name) {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.guests(true))) {
            assertThat(refusal(chat, name).get("code")).isEqualTo("NAME_INVALID");
            assertThat(refusal(chat, name).get("message"))
                    .asString()
                    .startsWith("a word of a name must not mix letters of ")
                    .containsAnyOf("Cyrillic and Latin", "Greek and Latin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin",
                "Admin",
                "@admin",
                "adm1n",
                "аdmin",
                "a d m i n",
                "ADMІN",
                "adrnin",
                "everyone",
                "@everyone",
                "@here",
                "HERE",
                "all",
                "@channel",
                "System",
                "server",
                "~x",
                "*root*",
                "Herold",
                "@ HEROLD!",
                "NewsBot",
                "nеwsbоt"
            })
    void guest_nameThatIsReserved_isRefused(String name) {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.guests(true)
                .reservedNames("Herold")
                .texts(new ChatTexts("hi", "in", "out", "bye", "NewsBot")))) {
            assertThat(refusal(chat, name).get("code")).isEqualTo("NAME_RESERVED");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ali",
                "Will",
                "Allie",
                "Владимир",
                "Анна Smith",
                "李雷Leo",
                "田中たろう",
                "김민수",
                "محمد",
                "שרה",
                "Nguyễn Thị Minh",
                "Γιώργος",
                "मीरा",
                "สมชาย",
                "Roomi",
                "Adminah",
                "🎉",
                "Max 2",
                "O’Brien",
                "J. R. R.",
                "Ó hÉalaighthe"
            })
    void guest_ordinaryName_isWelcome(String name) {
        try (ChatFixture chat = unique()) {
            assertThat(chat.guest(name).events("session").get(0).get("user").toString())
                    .contains(name);
        }
    }

    @Test
    void namePolicy_ofTheApplication_decides() {
        NamePolicy exact = new NamePolicy() {
            @Override
            public Set<String> skeletons(String name) {
                return Set.of(name);
            }

            @Override
            public void check(String name) {
                if (name.endsWith("!")) {
                    throw new ChatException(ErrorCode.NAME_INVALID, "quietly, please");
                }
            }
        };
        try (ChatFixture chat = ChatFixture.start(
                builder -> builder.guests(true).uniqueNames(true).namePolicy(exact))) {
            chat.guest("boss");
            chat.guest("bоss");
            chat.guest("admin");
            assertThat(refusal(chat, "boss").get("code")).isEqualTo("NAME_TAKEN");
            assertThat(refusal(chat, "Ann!").get("message")).isEqualTo("quietly, please");
        }
    }

    private static Map<?, ?> refusal(ChatFixture chat, String guest) {
        return (Map<?, ?>) chat.client(fields("username", guest)).refusal().get("data");
    }

    private static ChatFixture unique() {
        return ChatFixture.start(builder -> builder.guests(true).uniqueNames(true));
    }
}

package dev.parley.socketio.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SelectionTest {

    private static final String[] NAMES = {"n", "m", "z", "a", "y", "b", "room 2", "room 1"};

    @Test
    void names_severalAtOnce_keepTheirOrder() {
        Selection selection = Selection.EVERYONE
                .to(NAMES)
                .except(NAMES)
                .asVolatile()
                .withCompress(false)
                .onlyLocal();

        assertThat(selection.rooms()).containsExactly(NAMES);
        assertThat(selection.except()).containsExactly(NAMES);
    }

    @Test
    void names_oneByOneAndAgain_keepTheOrderOfTheFirstTime() {
        Selection selection = Selection.EVERYONE;
        for (String name : NAMES) {
            selection = selection.to(name).except(name);
        }
        selection = selection.to("b", "n").except("a");

        assertThat(selection.rooms()).containsExactly(NAMES);
        assertThat(selection.except()).containsExactly(NAMES);
    }

    @Test
    void names_areACopy() {
        Set<String> rooms = new LinkedHashSet<>(Set.of("a", "b"));
        Selection selection = new Selection(rooms, rooms, false, false, true);
        rooms.clear();

        assertThat(selection.rooms()).containsExactlyInAnyOrder("a", "b");
        assertThatThrownBy(() -> selection.rooms().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> selection.except().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @SuppressWarnings("NullAway")
    void names_null_areRefused() {
        assertThatNullPointerException().isThrownBy(() -> Selection.EVERYONE.to((String) null));
        assertThatNullPointerException().isThrownBy(() -> Selection.EVERYONE.to("a", null));
    }
}

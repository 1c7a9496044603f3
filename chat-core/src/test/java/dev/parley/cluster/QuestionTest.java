package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Question.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuestionTest {

    private final Question<String> question = new Question<>();

    @Test
    void answered_byAllServersWithAllTheyOwe_isComplete() {
        question.answered("a", List.of(), 2);
        question.servers(2);
        question.item("a", "1");
        question.answered("b", List.of("x"), 0);
        assertThat(question.outcome()).isNotDone();
        question.item("a", "2");

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of("1", "x", "2"), 0, 0));
    }

    @Test
    void servers_noOther_isCompleteAtOnce() {
        question.servers(0);

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of(), 0, 0));
    }

    @Test
    void item_notAnnouncedOrTooMany_isDropped() {
        question.servers(1);
        question.item("a", "before the count");
        question.answered("a", List.of(), 1);
        question.answered("a", List.of("twice"), 7);
        question.item("b", "of a stranger");
        question.item("a", "1");
        question.item("a", "late");

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of("1"), 0, 0));
    }

    @Test
    void timeOut_saysWhoIsSilentAndWhatIsOwed() {
        question.servers(3);
        question.answered("a", List.of(), 2);
        question.item("a", "1");
        question.timeOut();
        question.item("a", "2");

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of("1"), 2, 1));
    }

    @Test
    void timeOut_beforeTheServersAreCounted_countsOne() {
        question.timeOut();

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of(), 1, 0));
    }

    @Test
    void answered_withAnAbsurdCount_isBounded() {
        question.servers(2);
        question.answered("a", List.of(), Integer.MAX_VALUE);
        question.answered("b", List.of(), -5);
        question.timeOut();

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of(), 0, Question.MAX_ITEMS));
    }
}

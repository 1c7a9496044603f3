package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Question.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QuestionTest {

    private final AnswerMemory memory = new AnswerMemory(100);
    private final Question<String> question = new Question<>(memory);

    @Test
    void answered_byAllServersWithAllTheyOwe_isComplete() {
        question.answered("a", List.of(), 2, 1);
        question.servers(2);
        question.item("a", "1", 1);
        question.answered("b", List.of("x"), 0, 1);
        assertThat(question.outcome()).isNotDone();
        question.item("a", "2", 1);

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
        question.item("a", "before the count", 1);
        question.answered("a", List.of(), 1, 1);
        question.answered("a", List.of("twice"), 7, 1);
        question.item("b", "of a stranger", 1);
        question.item("a", "1", 1);
        question.item("a", "late", 1);

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of("1"), 0, 0));
    }

    @Test
    void timeOut_saysWhoIsSilentAndWhatIsOwed() {
        question.servers(3);
        question.answered("a", List.of(), 2, 1);
        question.item("a", "1", 1);
        question.timeOut();
        question.item("a", "2", 1);

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
        question.answered("a", List.of(), Integer.MAX_VALUE, 1);
        question.answered("b", List.of(), -5, 1);
        question.timeOut();

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of(), 0, Question.MAX_ITEMS));
    }

    @Test
    void answered_byMoreServersThanAreKept_isIgnored() {
        Question<String> crowded = new Question<>(new AnswerMemory(Long.MAX_VALUE));
        for (int i = 0; i < Question.MAX_SERVERS + 5; i++) {
            crowded.answered("server" + i, List.of("x"), 0, 1);
        }
        crowded.timeOut();

        assertThat(crowded.outcome().join().items()).hasSize(Question.MAX_SERVERS);
    }

    @Test
    void answers_upToTheMemory_areKept() {
        question.servers(1);

        assertThat(question.answered("a", List.of(), 2, 10)).isTrue();
        assertThat(question.item("a", "1", 45)).isTrue();
        assertThat(memory.used()).isEqualTo(55);
        assertThat(question.item("a", "2", 45)).isTrue();

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of("1", "2"), 0, 0));
        assertThat(memory.used()).isZero();
    }

    @Test
    void item_beyondTheMemory_isOwedAndNotWaitedFor() {
        question.servers(1);

        question.answered("a", List.of(), 3, 10);
        assertThat(question.item("a", "1", 45)).isTrue();
        assertThat(question.item("a", "2", 46)).isFalse();
        assertThat(question.item("a", "3", 45)).isTrue();

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of("1", "3"), 0, 1));
        assertThat(memory.used()).isZero();
    }

    @Test
    void answered_beyondTheMemory_countsAsSilentAndIsNotWaitedFor() {
        question.servers(2);

        assertThat(question.answered("a", List.of("x"), 0, 60)).isTrue();
        assertThat(question.answered("b", List.of("y"), 5, 41)).isFalse();

        assertThat(question.outcome()).isCompletedWithValue(new Outcome<>(List.of("x"), 1, 0));
        assertThat(memory.used()).isZero();
    }

    @Test
    void answers_toSeveralRequests_shareTheMemory() {
        Question<String> other = new Question<>(memory);
        question.answered("a", List.of("x"), 0, 60);

        assertThat(other.answered("a", List.of("y"), 0, 60)).isFalse();
        question.timeOut();
        assertThat(other.answered("b", List.of("z"), 0, 60)).isTrue();
        other.timeOut();

        assertThat(other.outcome()).isCompletedWithValue(new Outcome<>(List.of("z"), 2, 0));
        assertThat(memory.used()).isZero();
    }

    @Test
    void plainSize_isNotLessThanWhatIsHeld() {
        assertThat(PlainSize.of("x".repeat(1_000))).isBetween(1_000L, 3_000L);
        assertThat(PlainSize.of(new byte[1_000])).isBetween(1_000L, 2_000L);
        assertThat(PlainSize.of(Map.of("a", List.of(1, true, Map.of())))).isGreaterThan(100);
        assertThat(PlainSize.of(null)).isPositive();
    }
}

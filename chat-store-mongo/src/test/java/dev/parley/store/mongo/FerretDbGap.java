package dev.parley.store.mongo;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Something that FerretDB 1.24 cannot do; {@link FerretDbGapTest} shows that it is so.
 *
 * @param reason what it does instead
 * @param tests the tests of the contracts that need it
 */
record FerretDbGap(String reason, List<String> tests) {

    static final List<FerretDbGap> ALL = List.of(
            new FerretDbGap(
                    "FerretDB reads a document, changes it and writes it, and loses one of two updates at the same time",
                    List.of(
                            "putRecord_concurrently_everyChangeHasItsVersion",
                            "addNotification_fromSeveralThreads_keepsAll")),
            new FerretDbGap(
                    "FerretDB inserts under another _id than the filter's if that stands in $and, as in moving a read marker",
                    List.of(
                            "mark_onlyMovesForward",
                            "mark_fromSeveralThreads_highestWins",
                            "unread_countsWhatOthersWroteAboveTheMarker",
                            "unread_severalRooms_countsEachUpToTheMaximum",
                            "readsOfSeveralRooms_areThoseOfEach",
                            "renewEpoch_entriesKeepTheirNumbers",
                            "reopen_everythingIsStillThere",
                            "shared_whatOneWrites_theOtherReads")),
            new FerretDbGap(
                    "FerretDB's answer to an update that meets a duplicate key cannot be read by the driver, as when two open an empty database",
                    List.of(
                            "shared_sameKeysThroughTwoInstances_areStoredOnce",
                            "shared_twoInstancesOneRoom_numbersAreDenseAndNothingIsLost")),
            new FerretDbGap(
                    "FerretDB reads every document of a collection for a query with $and, which takes too long here",
                    List.of(
                            "history_afterRandomChanges_agreesWithTheRuleAppliedToTheLog",
                            "scan_returnsEveryMessageInOrder",
                            "scan_roomResetMeanwhile_saysSo",
                            "scan_appendsMeanwhile_stopAtTheHeadOfTheBeginning",
                            "recordVersions_manyRooms_areThoseOfEach",
                            "heads_manyRooms_areThoseOfEach",
                            "inbox_full_dropsTheOldest",
                            "messages_randomQueries_agreeWithAFilter",
                            "append_thousandInOneMillisecond_keepTheirOrder")),
            new FerretDbGap(
                    "FerretDB has no accumulator $first: the store reads the heads of several logs one by one",
                    List.of()),
            new FerretDbGap("FerretDB ignores write concern: it acknowledges what no majority has", List.of()));

    /** Skips each test that needs what is missing, with the reason. */
    static final class Skips implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String test =
                    context.getTestMethod().map(method -> method.getName()).orElse("");
            return ALL.stream()
                    .filter(gap -> gap.tests().contains(test))
                    .findFirst()
                    .map(gap -> ConditionEvaluationResult.disabled(gap.reason()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("FerretDB can do it"));
        }
    }
}

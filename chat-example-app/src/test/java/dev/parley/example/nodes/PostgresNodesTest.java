package dev.parley.example.nodes;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** One chat of several processes, over PostgreSQL. */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresNodesTest implements LogRows, PeopleRows, LimitRows, EndRows {

    private Nodes nodes;

    @BeforeAll
    void start() throws Exception {
        String url = System.getenv("PARLEY_POSTGRES_URL");
        String missing = "PARLEY_POSTGRES_URL is needed";
        assertTrue(url != null || !"true".equals(System.getenv("CI")), missing);
        assumeTrue(url != null, missing);
        nodes = Nodes.over(url);
    }

    @AfterAll
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }
}

package dev.parley.store.redis;

import dev.parley.architecture.PublicApi;
import org.junit.jupiter.api.Test;

final class PublicApiTest {

    @Test
    void api_ofTheExportedPackages_isTheOneThatIsKept() {
        PublicApi.check(TieredMessageStore.class);
    }
}

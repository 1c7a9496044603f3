package dev.parley.transport.vertx;

import dev.parley.architecture.PublicApi;
import org.junit.jupiter.api.Test;

final class PublicApiTest {

    @Test
    void api_ofTheExportedPackages_isTheOneThatIsKept() {
        PublicApi.check(VertxTransport.class);
    }
}

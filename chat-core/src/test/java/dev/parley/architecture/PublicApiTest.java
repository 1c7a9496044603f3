package dev.parley.architecture;

import dev.parley.model.RoomName;
import org.junit.jupiter.api.Test;

final class PublicApiTest {

    @Test
    void api_ofTheExportedPackages_isTheOneThatIsKept() {
        PublicApi.check(RoomName.class);
    }
}

package dev.parley.transport.vertx;

import io.vertx.core.http.HttpServerResponse;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Asks a client for the body that it announced. The method returns another type in Vert.x 5 than in 4.5. */
final class InterimResponse {

    private static final MethodHandle WRITE_CONTINUE = find();

    private InterimResponse() {}

    private static MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .unreflect(HttpServerResponse.class.getMethod("writeContinue"))
                    .asType(MethodType.methodType(void.class, HttpServerResponse.class));
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalStateException("this version of Vert.x is not supported", unknown);
        }
    }

    /** Sends 100 Continue. */
    static void send(HttpServerResponse response) {
        try {
            WRITE_CONTINUE.invokeExact(response);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable unknown) {
            throw new IllegalStateException(unknown);
        }
    }
}

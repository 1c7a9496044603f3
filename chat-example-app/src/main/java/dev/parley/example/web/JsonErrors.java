package dev.parley.example.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Formats errors of the web server itself, such as malformed requests, like all others. */
public final class JsonErrors extends ErrorHandler {

    private static final String JSON = "application/json";

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
        response.write(true, body(code), callback);
    }

    private static ByteBuffer body(int status) {
        String text = "{\"error\":\"" + HttpStatus.getMessage(status) + "\"}";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}

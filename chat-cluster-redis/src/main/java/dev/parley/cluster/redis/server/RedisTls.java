package dev.parley.cluster.redis.server;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How connections are encrypted.
 *
 * @param context who is trusted and, if Redis asks for it, who this is; null for what the JVM trusts
 * @param verifiesHostName whether the certificate has to name the host, or the address, that was connected to
 */
public record RedisTls(@Nullable SSLContext context, boolean verifiesHostName) {}

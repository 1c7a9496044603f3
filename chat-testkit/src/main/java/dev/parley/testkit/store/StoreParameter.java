package dev.parley.testkit.store;

import dev.parley.store.MessageStore;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test the store of its fixture, and closes it after the test. */
public final class StoreParameter implements ParameterResolver {

    /** For JUnit. */
    public StoreParameter() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MessageStore.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        MessageStore store = ((StoreFixture) context.getRequiredTestInstance()).open();
        context.getStore(ExtensionContext.Namespace.create(StoreParameter.class, context.getUniqueId()))
                .put("store", store);
        return store;
    }
}

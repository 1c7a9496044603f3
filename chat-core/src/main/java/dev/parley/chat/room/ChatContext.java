package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.TextRules;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.log.Ids;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.time.Scheduler;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * State shared by the parts of an engine.
 *
 * @param executor runs user code and continuations of store calls, outside all locks
 */
public record ChatContext(
        ChatLimits limits,
        Scheduler scheduler,
        TextRules text,
        Ids ids,
        Executor executor,
        EventDelivery delivery,
        ListenerQueue listeners,
        People people,
        BoundedStore store,
        Deadlines deadlines,
        Authorizer authorizer,
        List<MessageInterceptor> interceptors,
        OtherEngines others) {}

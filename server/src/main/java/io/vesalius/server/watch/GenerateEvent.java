package io.vesalius.server.watch;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A request that generated, for Java Flight Recorder; costs nothing while nothing is recorded. */
@Name("io.vesalius.Generate")
@Label("Generate")
@Category("Vesalius")
@Description("A request that generated text, from its arrival to its end")
@StackTrace(false)
final class GenerateEvent extends Event {
    @Label("Request")
    String request = "";

    @Label("Finish Reason")
    String finishReason = "";

    @Label("Prompt Tokens")
    int promptTokens;

    @Label("Cached Tokens")
    int cachedTokens;

    @Label("Generated Tokens")
    int generatedTokens;

    @Label("Time in Queue")
    @Timespan(Timespan.NANOSECONDS)
    long queue;

    @Label("Time to First Token")
    @Timespan(Timespan.NANOSECONDS)
    long timeToFirstToken;
}

package org.argosy.workers.testing;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.argosy.workers.clusters.Call;
import org.argosy.workers.clusters.Cluster;
import org.argosy.workers.clusters.Reply;

/** A cluster in the process that replies as it is told. */
public final class ScriptedCluster implements Cluster {

    private final String name;
    private final Function<Call, Reply> script;
    private final AtomicLong credentialVersion = new AtomicLong();

    public ScriptedCluster(String name, Function<Call, Reply> script) {
        this.name = name;
        this.script = script;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reply send(Call call) {
        return script.apply(call);
    }

    @Override
    public long credentialVersion() {
        return credentialVersion.get();
    }

    public void changeCredentials() {
        credentialVersion.incrementAndGet();
    }

    @Override
    public void close() {}
}

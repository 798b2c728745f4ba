package io.sac.wiring;

import io.sac.agent.AgentRuntime;
import io.sac.agent.AgentSpec;
import io.sac.agent.RuntimeCapabilities;
import io.sac.agent.StageId;
import io.sac.agent.StageListener;
import io.sac.agent.StartCancelledException;
import io.sac.platform.Adapter;
import io.sac.sandbox.SidecarAddress;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs agents in memory, slowly when asked to, and notes every call that came inside a transaction. */
@Adapter("witness")
@ApplicationScoped
public class WitnessRuntime implements AgentRuntime {
    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    TransactionSynchronizationRegistry transactions;

    private final Map<Long, SidecarAddress> running = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> inTransaction = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch arrived = new CountDownLatch(1);

    /** From now on a start lasts until {@link #letGo}. */
    public void hold() {
        gate = new CountDownLatch(1);
        arrived = new CountDownLatch(1);
    }

    /** Waits until a start is being held. */
    public boolean awaitHeld() throws InterruptedException {
        return arrived.await(20, TimeUnit.SECONDS);
    }

    public void letGo() {
        gate.countDown();
    }

    public List<String> calls() {
        return List.copyOf(calls);
    }

    public List<String> callsInTransaction() {
        return List.copyOf(inTransaction);
    }

    @Override
    public SidecarAddress start(AgentSpec spec, StageListener stages) throws StartCancelledException {
        note("start");
        stages.at(StageId.PREPARING);
        arrived.countDown();
        try {
            if (!gate.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        SidecarAddress address = new SidecarAddress(spec.agentId(), spec.generation(), "127.0.0.1", 1);
        running.put(spec.agentId(), address);
        return address;
    }

    @Override
    public void stop(long agentId, Duration grace) {
        note("stop");
        running.remove(agentId);
    }

    @Override
    public void delete(long agentId, boolean withFiles) {
        note("delete");
        running.remove(agentId);
    }

    @Override
    public Optional<SidecarAddress> locate(long agentId) {
        note("locate");
        return Optional.ofNullable(running.get(agentId));
    }

    @Override
    public Set<Long> running() {
        note("running");
        return Set.copyOf(running.keySet());
    }

    @Override
    public RuntimeCapabilities capabilities() {
        return new RuntimeCapabilities(false, false, false);
    }

    private void note(String call) {
        calls.add(call);
        if (transactions.getTransactionStatus() != Status.STATUS_NO_TRANSACTION) {
            inTransaction.add(call);
        }
    }
}

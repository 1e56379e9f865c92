package io.vesalius.load;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a plan. */
public final class Load {
    private final LoadPlan plan;
    private final Asking asking;
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();

    private Load(final LoadPlan plan, final Asking asking) {
        this.plan = plan;
        this.asking = asking;
    }

    /**
     * Sends all requests and waits for all answers.
     *
     * @throws IOException when the server can't be reached at all
     */
    public static LoadReport run(final LoadPlan plan) throws IOException, InterruptedException {
        try (Asking asking = new Asking(plan)) {
            final Load load = new Load(plan, asking);
            final double began = asking.now();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                switch (plan.arrivals()) {
                    case LoadPlan.Arrivals.Clients(int count) -> load.closedLoop(threads, count);
                    case LoadPlan.Arrivals.Rate(double rate) -> load.openLoop(threads, rate);
                }
            }
            final double took = asking.now() - began;
            return new LoadReport(plan, took, load.inOrder());
        }
    }

    private List<Sample> inOrder() {
        return samples.stream().sorted(Comparator.comparingDouble(Sample::start)).toList();
    }

    private void closedLoop(final ExecutorService threads, final int clients) {
        final AtomicInteger next = new AtomicInteger();
        for (int i = 0; i < Math.min(clients, plan.requests()); i++) {
            threads.execute(
                    () -> {
                        int number = next.getAndIncrement();
                        while (number < plan.requests()) {
                            sample(number, asking.now());
                            number = next.getAndIncrement();
                        }
                    });
        }
    }

    private void openLoop(final ExecutorService threads, final double rate)
            throws InterruptedException {
        final SplittableRandom random = new SplittableRandom(plan.prompts().seed());
        double due = asking.now();
        for (int i = 0; i < plan.requests(); i++) {
            final int number = i;
            final double at = due;
            TimeUnit.NANOSECONDS.sleep((long) ((at - asking.now()) * 1e9));
            threads.execute(() -> sample(number, at));
            due += -Math.log(1 - random.nextDouble()) / rate;
        }
    }

    private void sample(final int number, final double due) {
        try {
            samples.add(asking.ask(number, due));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

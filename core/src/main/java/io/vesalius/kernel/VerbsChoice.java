package io.vesalius.kernel;

import io.vesalius.base.BadRequestException;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Which implementation of the verbs runs here, and why the better ones don't. Made once at start;
 * any thread may read it.
 *
 * @param name the chosen provider's name
 * @param verbs what it offered
 * @param refused providers of higher priority, best first, with what each said
 */
public record VerbsChoice(String name, Verbs verbs, List<Candidate> refused) {
    private static final System.Logger LOG = System.getLogger(VerbsChoice.class.getName());

    /** More errors than that while reading the list of providers: something else is wrong. */
    private static final int MOST_ERRORS = 8;

    /** A provider's name and what it said. */
    public record Candidate(String name, VerbsProvider.Offer offer) {
        @Override
        public String toString() {
            return switch (offer) {
                case VerbsProvider.Available a -> name + ": " + a.verbs().name();
                case VerbsProvider.Refused r -> name + ": no, " + r.reason();
            };
        }
    }

    /**
     * Chooses the best implementation that runs here, or the one that is asked for, and logs it.
     *
     * @param forced a provider's name
     * @throws BadRequestException when the forced one is unknown or can't run
     * @throws io.vesalius.base.UnsupportedException on a processor without fused multiply-add
     */
    public static VerbsChoice choose(final Optional<String> forced) {
        FloatingPoint.requireFma();
        final VerbsChoice choice = choose(forced, providers());
        choice.log(forced.isPresent());
        return choice;
    }

    /** Asks every provider, best first: what `doctor` shows. */
    public static List<Candidate> survey() {
        return survey(providers());
    }

    static VerbsChoice choose(
            final Optional<String> forced, final List<? extends VerbsProvider> providers) {
        final List<Candidate> refused = new ArrayList<>();
        for (final VerbsProvider provider : sorted(providers)) {
            if (forced.isPresent() && !forced.get().equals(provider.name())) {
                continue;
            }
            final Candidate candidate = ask(provider);
            if (candidate.offer() instanceof VerbsProvider.Available available) {
                return new VerbsChoice(provider.name(), available.verbs(), List.copyOf(refused));
            }
            refused.add(candidate);
        }
        throw cannot(forced, survey(providers));
    }

    private static BadRequestException cannot(
            final Optional<String> forced, final List<Candidate> all) {
        final String what = all.stream().map(Candidate::toString).collect(Collectors.joining("; "));
        return new BadRequestException(
                "kernels",
                forced.map(
                                name ->
                                        "kernels '%s' can't run here. There are: %s"
                                                .formatted(name, what))
                        .orElse("no kernels can run here: " + what));
    }

    static List<Candidate> survey(final List<? extends VerbsProvider> providers) {
        return sorted(providers).stream().map(VerbsChoice::ask).toList();
    }

    private static List<? extends VerbsProvider> sorted(
            final List<? extends VerbsProvider> providers) {
        return providers.stream()
                .sorted(Comparator.<VerbsProvider>comparingInt(VerbsProvider::priority).reversed())
                .toList();
    }

    private static Candidate ask(final VerbsProvider provider) {
        try {
            return new Candidate(provider.name(), provider.offer());
        } catch (LinkageError e) {
            return new Candidate(provider.name(), new VerbsProvider.Refused("it can't load: " + e));
        }
    }

    /** Those that the class or module path has, and the definition. */
    private static List<VerbsProvider> providers() {
        final List<VerbsProvider> found = new ArrayList<>();
        found.add(new DefinitionProvider());
        final Iterator<VerbsProvider> services =
                ServiceLoader.load(VerbsProvider.class, VerbsProvider.class.getClassLoader())
                        .iterator();
        int errors = 0;
        while (errors < MOST_ERRORS) {
            try {
                if (!services.hasNext()) {
                    break;
                }
                found.add(services.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                errors++;
                found.add(new Unloadable("it can't load: " + e));
            }
        }
        return found;
    }

    /** A provider whose class doesn't load, so that even its name is unknown. */
    private record Unloadable(String reason) implements VerbsProvider {
        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public int priority() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Offer offer() {
            return new Refused(reason);
        }
    }

    private void log(final boolean forced) {
        if (name.equals(DefinitionProvider.NAME) && !forced) {
            LOG.log(
                    Level.WARNING,
                    "kernels: the plain definition, which is 10 to 100 times SLOWER than the"
                            + " others, because none of them can run: {0}",
                    reasons());
        } else {
            LOG.log(Level.INFO, "kernels: {0}", description());
        }
    }

    /** One line: `vector-512 (x86: no, the processor lacks AVX2)`. */
    public String description() {
        return refused.isEmpty() ? verbs.name() : verbs.name() + " (" + reasons() + ")";
    }

    private String reasons() {
        return refused.isEmpty()
                ? "there are no others on the class path"
                : refused.stream().map(Candidate::toString).collect(Collectors.joining("; "));
    }
}

package io.vesalius.cli;

import io.vesalius.base.UnsupportedException;
import io.vesalius.load.Load;
import io.vesalius.load.LoadPlan;
import io.vesalius.load.LoadReport;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How a server bears many. */
@picocli.CommandLine.Command(
        description =
                "Sends requests to a server of OpenAI's API, this one or another, and shows how"
                    + " long answers take: until their first token (TTFT), for each token after it"
                    + " (TPOT), and altogether. With --clients so many ask, each again as soon as"
                    + " it has its answer; with --rate requests come at random, so many a second,"
                    + " however long the earlier ones take.",
        footer = {
            "vesalius load http://127.0.0.1:8080 --clients 16 --requests 200",
            "vesalius load http://127.0.0.1:8080 --rate 5 --requests 300 --prompt-words 50-500",
            "vesalius load http://127.0.0.1:8080 --clients 16 --json --plot times.svg"
        })
final class LoadCommand implements Command {
    @Parameters(paramLabel = "URL", description = "Of the server, or of its /v1.")
    private String url = "";

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "Clients that ask one request after another. Default: 1.")
    private Optional<Integer> clients = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Requests a second, at random times, instead of clients.")
    private Optional<Double> rate = Optional.empty();

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "How many altogether. Default: ${DEFAULT-VALUE}.")
    private int requests = 100;

    @Option(
            names = "--prompt-words",
            paramLabel = "N[-N]",
            description =
                    "Random words of a prompt; with two numbers each prompt has some number"
                            + " between. Default: ${DEFAULT-VALUE}.")
    private String promptWords = "50-500";

    @Option(
            names = "--shared-words",
            paramLabel = "N",
            description = "Words with which all prompts begin. Default: ${DEFAULT-VALUE}.")
    private int sharedWords;

    @Option(
            names = {"-n", "--max-tokens"},
            paramLabel = "N",
            description = "Tokens of an answer at most. Default: ${DEFAULT-VALUE}.")
    private int maxTokens = 128;

    @Option(
            names = "--ignore-eos",
            description = "Ask for answers of just that length; not every server knows how.")
    private boolean ignoreEos;

    @Option(
            names = "--completions",
            description = "Send texts to be continued instead of conversations.")
    private boolean completions;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME",
            description = "Which model to ask. Default: the first that the server names.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "To be sent. Default: the variable VESALIUS_API_KEY, if there is one.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "N",
            description =
                    "The same seed gives the same prompts and times. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Of a request. Default: ${DEFAULT-VALUE}.")
    private int timeout = 600;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Write a picture of the times there (SVG).")
    private Optional<String> plot = Optional.empty();

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    public void run(final Shell shell) {
        final LoadReport report = measured(plan(shell));
        if (plot.isPresent()) {
            write(ModelPath.path(plot.get()), report.plot());
        }
        if (json) {
            shell.out().line(report.json().toString());
        } else {
            shell.out().print(report.text()).flush();
        }
        if (!report.hasAnswers()) {
            throw new UnsupportedException(
                    "none of %d requests was answered".formatted(report.failures()));
        }
    }

    private static LoadReport measured(final LoadPlan plan) {
        try {
            return Load.run(plan);
        } catch (IOException e) {
            throw new UnsupportedException(
                    "%s can't be asked: %s"
                            .formatted(
                                    plan.url(),
                                    Optional.ofNullable(e.getMessage()).orElse("no answer")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnsupportedException("interrupted");
        }
    }

    private LoadPlan plan(final Shell shell) {
        if (clients.isPresent() && rate.isPresent()) {
            throw new UsageException("--clients and --rate: give one of them");
        }
        final LoadPlan.Arrivals arrivals =
                rate.<LoadPlan.Arrivals>map(LoadPlan.Arrivals.Rate::new)
                        .orElseGet(() -> new LoadPlan.Arrivals.Clients(clients.orElse(1)));
        final Optional<String> variable =
                Optional.ofNullable(shell.environment().get("VESALIUS_API_KEY"));
        return new LoadPlan(
                address(),
                key.or(() -> variable),
                model,
                arrivals,
                requests,
                prompts(),
                maxTokens,
                ignoreEos,
                !completions,
                Duration.ofSeconds(timeout));
    }

    private URI address() {
        try {
            return URI.create(url.contains("://") ? url : "http://" + url);
        } catch (IllegalArgumentException e) {
            throw new UsageException("'%s' is no address".formatted(Printable.line(url, 80)));
        }
    }

    private LoadPlan.Prompts prompts() {
        if (!promptWords.matches("\\d{1,7}(-\\d{1,7})?")) {
            throw new UsageException(
                    "--prompt-words: give a number such as 200, or two such as 50-500");
        }
        final String[] ends = promptWords.split("-");
        return new LoadPlan.Prompts(
                Integer.parseInt(ends[0]),
                Integer.parseInt(ends[ends.length - 1]),
                sharedWords,
                seed);
    }

    private static void write(final Path file, final String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UnsupportedException(
                    "%s can't be written: %s".formatted(file, e.getMessage()));
        }
    }
}

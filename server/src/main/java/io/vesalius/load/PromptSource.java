package io.vesalius.load;

import java.util.SplittableRandom;
import java.util.StringJoiner;

/** Prompts of random common words, each of its own but for what all share. */
final class PromptSource {
    private static final String[] WORDS =
            ("the of and to in that was his he it with is for as had you not be her on at by which"
                 + " have or from this him but all she they were my are me one their so an said"
                 + " them we who would been will no when there if more out up into do any your what"
                 + " has man could other than our some very time upon about may its only now like"
                 + " little then can made should did us such great before must two these see know"
                 + " over much down after first good men own never most old shall day where those"
                 + " came come himself way work life without go make well through being long say"
                 + " might how am too even again many back here think every people went same last"
                 + " thought away under take found hand eyes still place while just also young yet"
                 + " though against things get house night left heart water")
                    .split(" ");

    private final LoadPlan.Prompts plan;
    private final String shared;

    PromptSource(final LoadPlan.Prompts plan) {
        this.plan = plan;
        shared = words(new SplittableRandom(plan.seed()), plan.shared());
    }

    /** The prompt of a request; the same for the same number. */
    String prompt(final int number) {
        final SplittableRandom random = new SplittableRandom(plan.seed() + 1 + number);
        final int count = random.nextInt(plan.fewest(), plan.most() + 1);
        final String own = words(random, count);
        return shared.isEmpty() ? own : shared + " " + own;
    }

    private static String words(final SplittableRandom random, final int count) {
        final StringJoiner words = new StringJoiner(" ");
        for (int i = 0; i < count; i++) {
            words.add(WORDS[random.nextInt(WORDS.length)]);
        }
        return words.toString();
    }
}

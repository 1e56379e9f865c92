package io.vesalius.cli;

/**
 * Where `java -jar` begins. The build compiles this class alone for Java 11, so that an older Java
 * gets as far as saying what is wrong.
 */
public final class Start {
    private static final int NEEDED = 25;

    private Start() {}

    /**
     * Runs {@link Main}, or says that this Java is too old and ends with exit code 1.
     *
     * @param args as the user wrote them
     */
    public static void main(final String[] args) {
        final int found = Runtime.version().feature();
        if (found < NEEDED) {
            System.err.println(tooOld(found, System.getProperty("java.home")));
            System.exit(1);
        }
        Main.main(args);
    }

    static String tooOld(final int found, final String home) {
        return "vesalius: Java "
                + NEEDED
                + " or newer is needed and this is Java "
                + found
                + " ("
                + home
                + "): call a newer java by its path, or ./vesalius, which looks for one";
    }
}

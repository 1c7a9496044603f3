package dev.parley.example;

/** Starts the example application. */
public final class Main {

    private Main() {}

    /**
     * Starts the server.
     *
     * @param arguments command line options
     */
    public static void main(String[] arguments) {
        System.out.println("Parley");
    }
}

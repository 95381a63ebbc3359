package dev.sluice.cli;

import dev.sluice.command.Shell;

/** Where Java begins. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(SluiceCommand.run(Shell.ofProcess(), arguments));
    }
}

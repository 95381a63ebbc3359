package dev.sluice;

import dev.sluice.cli.Shell;
import dev.sluice.cli.SluiceCommand;

/** Where Java begins. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(SluiceCommand.run(Shell.ofProcess(), arguments));
    }
}

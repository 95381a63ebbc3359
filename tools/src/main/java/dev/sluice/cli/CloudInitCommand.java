package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.Shell;
import dev.sluice.config.InvalidConfig;
import dev.sluice.provision.LoadBalancer;
import dev.sluice.provision.UserData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice cloud-init}. */
@Command(
        name = "cloud-init",
        header = "Prints user-data that makes a load balancer of a bare VM.",
        description =
                "For cloud-init on any cloud: Debian 12 or 13 or Ubuntu 24.04 becomes a running load balancer, with a"
                        + " PostgreSQL of its own or, with --database-url, with the rows of one that is there. There is no secret in"
                        + " it: a password is made on the VM, or fetched by it.")
final class CloudInitCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final CloudInitOptions options = new CloudInitOptions();

    @Option(
            names = "--multipart",
            description = "as a MIME message of two parts, cloud-config and script, to add parts of your own to")
    private boolean multipart;

    @Option(names = "--output", paramLabel = "FILE", description = "write it there instead of printing it")
    private @Nullable Path output;

    CloudInitCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed {
        LoadBalancer wanted = options.read();
        String userData = multipart ? UserData.multipart(wanted) : UserData.cloudConfig(wanted);
        check(userData);
        options.hints(wanted).forEach(hint -> shell.err().println("sluice: " + hint));
        print(userData);
        return ExitCode.OK;
    }

    private static void check(String userData) throws CommandFailed {
        int bytes = userData.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > UserData.LARGEST) {
            throw new CommandFailed("the user-data has " + bytes + " bytes, and EC2 takes " + UserData.LARGEST
                    + "; give --database-ca only the certificates that the database needs, and shorten the others");
        }
    }

    private void print(String userData) throws CommandFailed {
        if (output == null) {
            shell.out().print(userData);
            shell.out().flush();
            return;
        }
        try {
            Files.writeString(output, userData);
        } catch (IOException e) {
            throw new CommandFailed("--output=" + output + " cannot be written: " + e);
        }
    }
}

package dev.sluice.provision;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** cloud-init's user-data, for every cloud alike; the same choices give the same bytes. */
public final class UserData {
    /** What EC2 takes, in bytes; the others take more. */
    public static final int LARGEST = 16 * 1024;

    private static final String BOUNDARY = "==sluice-user-data==";

    private UserData() {}

    /** One {@code #cloud-config} file. */
    public static String cloudConfig(LoadBalancer wanted) {
        return head(wanted)
                + packages(wanted)
                + writeFiles(files(wanted, true))
                + "\nruncmd:\n  - " + ProvisionScript.PATH + "\n";
    }

    /** A MIME message of two parts: what to have on the VM, and the script that is run last. */
    public static String multipart(LoadBalancer wanted) {
        String config = head(wanted) + packages(wanted) + writeFiles(files(wanted, false));
        return """
                Content-Type: multipart/mixed; boundary="%1$s"
                MIME-Version: 1.0

                --%1$s
                Content-Type: text/cloud-config; charset="us-ascii"
                Content-Disposition: attachment; filename="cloud-config.yaml"

                %2$s
                --%1$s
                Content-Type: text/x-shellscript; charset="us-ascii"
                Content-Disposition: attachment; filename="sluice-provision"

                %3$s
                --%1$s--
                """.formatted(BOUNDARY, config, ProvisionScript.asPart(wanted));
    }

    private static String head(LoadBalancer wanted) {
        return """
                #cloud-config
                # Made by sluice cloud-init: a bare VM (Debian 12 or 13, Ubuntu 24.04) becomes a running load balancer,
                # %s.
                # No secret is in it: whoever may look at the instance can read this.

                """.formatted(
                wanted.database().isEmpty() ? "with its own PostgreSQL" : "whose rows are in a database elsewhere");
    }

    private static String packages(LoadBalancer wanted) {
        List<String> names = new ArrayList<>(List.of("ca-certificates", "curl"));
        if (!wanted.fromDebianPackages()) {
            names.addAll(List.of("default-jre-headless", "python3-venv"));
        }
        if (wanted.database().isEmpty()) {
            names.add("postgresql");
        }
        names.addAll(wanted.packages());
        return names.stream()
                .distinct()
                .map(name -> "  - " + name + "\n")
                .collect(Collectors.joining("", "package_update: true\npackages:\n", ""));
    }

    private record File(String path, String permissions, String content) {}

    private static List<File> files(LoadBalancer wanted, boolean withScript) {
        List<File> files = new ArrayList<>();
        Settings.of(wanted).ifPresent(text -> files.add(new File(Settings.PATH, "0640", text)));
        wanted.database()
                .flatMap(RemoteDatabase::authority)
                .ifPresent(pem -> files.add(new File(RemoteDatabase.AUTHORITY_FILE, "0644", pem)));
        if (withScript) {
            files.add(new File(ProvisionScript.PATH, "0755", ProvisionScript.of(wanted)));
        }
        return files;
    }

    private static String writeFiles(List<File> files) {
        String list = files.stream()
                .map(file -> "  - path: " + file.path() + "\n    permissions: \"" + file.permissions()
                        + "\"\n    content: |\n" + indented(file.content()))
                .collect(Collectors.joining());
        return list.isEmpty() ? "" : "\nwrite_files:\n" + list;
    }

    private static String indented(String text) {
        return text.lines()
                .map(line -> line.isEmpty() ? "\n" : "      " + line + "\n")
                .collect(Collectors.joining());
    }
}

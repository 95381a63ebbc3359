package dev.sluice.cli;

import dev.sluice.model.FleetNames;
import dev.sluice.model.Host;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --fleet}, of the commands for one. */
final class FleetOption {
    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            defaultValue = Host.DEFAULT_FLEET,
            converter = Name.class,
            description = "the fleet (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private String name;

    String name() {
        return name;
    }

    /** As it is written behind a command; nothing for the default one. */
    String asArgument() {
        return name.equals(Host.DEFAULT_FLEET) ? "" : " --fleet " + name;
    }

    /** Refuses what can be none. */
    static final class Name implements ITypeConverter<String> {
        @Override
        public String convert(String written) {
            Optional<String> mistake = FleetNames.mistake(written);
            if (mistake.isPresent()) {
                throw new TypeConversionException(mistake.get());
            }
            return written;
        }
    }
}

package dev.sluice.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that nobody is to write, compiled for the moment. */
final class SampleCode {
    private static final Pattern PACKAGE = Pattern.compile("package ([a-z.]+);");
    private static final Pattern NAME = Pattern.compile("(?:class|interface|record) (\\w+)");

    private SampleCode() {}

    /** The classes of {@code sources}, each with a package and one type. */
    static JavaClasses compiled(Path folder, List<String> sources) throws IOException {
        Path classes = Files.createTempDirectory(folder, "sample");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        boolean done = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString()),
                        null,
                        sources.stream().map(SampleCode::file).toList())
                .call();
        if (!done) {
            throw new IllegalArgumentException(said.toString());
        }
        return new ClassFileImporter().importPath(classes);
    }

    private static JavaFileObject file(String source) {
        String path = Stream.of(PACKAGE, NAME).map(part -> first(part, source)).reduce("", (a, b) -> a + "/" + b);
        return new SimpleJavaFileObject(
                URI.create("string://" + path.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    private static String first(Pattern pattern, String source) {
        Matcher found = pattern.matcher(source);
        if (!found.find()) {
            throw new IllegalArgumentException(pattern + " in " + source);
        }
        return found.group(1);
    }
}

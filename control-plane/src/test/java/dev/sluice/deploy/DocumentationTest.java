package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever begins at the index of {@code docs/} comes to every page in there, and no link leads nowhere. */
class DocumentationTest {
    private static final Path DOCS = Checkout.file("docs");
    private static final Path INDEX = DOCS.resolve("README.md");
    private static final Path DECISIONS = DOCS.resolve("decisions");

    @Test
    void everyPageIsReachedFromTheIndex() throws IOException {
        assertThat(reachedFrom(INDEX)).containsAll(pages());
    }

    @Test
    void everyPageLeadsBackToTheIndex() throws IOException {
        assertThat(pages())
                .filteredOn(page -> !page.startsWith(DECISIONS))
                .allSatisfy(page -> assertThat(reachedFrom(page)).contains(INDEX));
        assertThat(linked(Checkout.file("README.md"))).contains(INDEX);
    }

    @Test
    void noLinkLeadsNowhere() throws IOException {
        Stream<Path> others = Stream.of(
                        "README.md",
                        "ARCHITECTURE.md",
                        "CONTRIBUTING.md",
                        "SECURITY.md",
                        "CHANGELOG.md",
                        "deploy/cloud-init/README.md")
                .map(Checkout::file);
        assertThat(Stream.concat(pages().stream(), others)
                        .map(MarkdownPage::of)
                        .flatMap(page -> page.links().stream()
                                .filter(link -> !page.leadsSomewhere(link))
                                .map(link -> page.file() + " links to " + link)))
                .isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static Set<Path> reachedFrom(Path start) {
        Set<Path> reached = new TreeSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            Path page = next.pop();
            if (reached.add(page)) {
                next.addAll(linked(page));
            }
        }
        return reached;
    }

    private static List<Path> linked(Path page) {
        MarkdownPage markdown = MarkdownPage.of(page);
        return markdown.links().stream()
                .map(markdown::fileOf)
                .filter(file -> file.startsWith(DOCS) && file.toString().endsWith(".md") && Files.exists(file))
                .toList();
    }
}

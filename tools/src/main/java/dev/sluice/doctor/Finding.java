package dev.sluice.doctor;

/**
 * What a check says.
 *
 * @param subject what it is about, in a word or two
 * @param sentence what was seen
 * @param remedy what to do about it; empty when there is nothing to do
 */
public record Finding(Verdict verdict, String subject, String sentence, String remedy) {
    /** How bad it is. */
    public enum Verdict {
        OK("ok"),
        WARN("warn"),
        FAIL("FAIL"),
        /** It could not be looked at. */
        SKIPPED("skipped");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    static Finding ok(String subject, String sentence) {
        return new Finding(Verdict.OK, subject, sentence, "");
    }

    static Finding warn(String subject, String sentence, String remedy) {
        return new Finding(Verdict.WARN, subject, sentence, remedy);
    }

    static Finding fail(String subject, String sentence, String remedy) {
        return new Finding(Verdict.FAIL, subject, sentence, remedy);
    }

    static Finding skipped(String subject, String reason, String remedy) {
        return new Finding(Verdict.SKIPPED, subject, reason, remedy);
    }
}

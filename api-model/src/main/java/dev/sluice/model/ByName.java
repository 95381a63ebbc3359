package dev.sluice.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map by name whose changed copies share what did not change. {@link #diff} skips what two maps share, so
 * that each stage pays for the change and not for the table.
 *
 * <p>1,024 shards by hash, each a sorted array: a change copies 4 KB of references and one shard of N / 1,024 entries,
 * which at 100,000 names is a few microseconds.
 *
 * @param <V> the values; equal ones are taken for the same
 */
public final class ByName<V> extends AbstractMap<String, V> {
    private static final int SHARDS = 1024;
    private static final ByName<?> EMPTY = new ByName<>(emptyShards(), 0);

    private final Shard<V>[] shards;
    private final int size;

    private ByName(Shard<V>[] shards, int size) {
        this.shards = shards;
        this.size = size;
    }

    @SuppressWarnings("unchecked")
    public static <V> ByName<V> empty() {
        return (ByName<V>) EMPTY;
    }

    /** Those of {@code values}, by the name that {@code name} gives each; of two with one name the later. */
    public static <V> ByName<V> of(Collection<V> values, Function<V, String> name) {
        Map<String, V> changes = new HashMap<>();
        values.forEach(value -> changes.put(name.apply(value), value));
        return ByName.<V>empty().with(changes);
    }

    /**
     * This map with {@code changes} applied: a value is put, null takes the name away. Equal values stay the ones that
     * are here, and if nothing differs the answer is this very map.
     */
    public ByName<V> with(Map<String, ? extends @Nullable V> changes) {
        Map<Integer, Map<String, @Nullable V>> byShard = new HashMap<>();
        changes.forEach((name, value) -> {
            V before = get(name);
            if (value == null ? before != null : !value.equals(before)) {
                byShard.computeIfAbsent(shardOf(name), shard -> new HashMap<>()).put(name, value);
            }
        });
        if (byShard.isEmpty()) {
            return this;
        }
        Shard<V>[] copy = shards.clone();
        int newSize = size;
        for (Map.Entry<Integer, Map<String, @Nullable V>> each : byShard.entrySet()) {
            Shard<V> before = copy[each.getKey()];
            Shard<V> after = before.with(each.getValue());
            copy[each.getKey()] = after;
            newSize += after.names.length - before.names.length;
        }
        return new ByName<>(copy, newSize);
    }

    /** This map with exactly {@code all}: names that are not there go. Equal values stay the ones that are here. */
    public ByName<V> withExactly(Map<String, V> all) {
        Map<String, @Nullable V> changes = new HashMap<>(all);
        if (size > 0) {
            keySet().forEach(name -> changes.putIfAbsent(name, null));
        }
        return with(changes);
    }

    /**
     * What differs between two maps, each name once: value before (null: it is new) and value after (null: it went).
     */
    public static <V> void diff(ByName<V> before, ByName<V> after, Difference<V> difference) {
        for (int i = 0; i < SHARDS; i++) {
            if (before.shards[i] != after.shards[i]) {
                Shard.diff(before.shards[i], after.shards[i], difference);
            }
        }
    }

    /** Hears one difference between two maps. */
    @FunctionalInterface
    public interface Difference<V> {
        void differs(String name, @Nullable V before, @Nullable V after);
    }

    @Override
    public @Nullable V get(Object name) {
        return name instanceof String text ? shards[shardOf(text)].get(text) : null;
    }

    @Override
    public boolean containsKey(Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super V> action) {
        for (Shard<V> shard : shards) {
            for (int i = 0; i < shard.names.length; i++) {
                action.accept(shard.names[i], shard.value(i));
            }
        }
    }

    @Override
    public Set<Entry<String, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, V>> iterator() {
                return new Entries<>(shards);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private static int shardOf(String name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 16)) & (SHARDS - 1);
    }

    @SuppressWarnings("unchecked")
    private static <V> Shard<V>[] emptyShards() {
        Shard<V>[] shards = (Shard<V>[]) new Shard<?>[SHARDS];
        Arrays.fill(shards, new Shard<>(new String[0], new Object[0]));
        return shards;
    }

    /** Sorted names and, at the same places, their values. */
    private static final class Shard<V> {
        private final String[] names;
        private final Object[] values;

        Shard(String[] names, Object[] values) {
            this.names = names;
            this.values = values;
        }

        @SuppressWarnings("unchecked")
        V value(int i) {
            return (V) values[i];
        }

        @Nullable
        V get(String name) {
            int i = Arrays.binarySearch(names, name);
            return i < 0 ? null : value(i);
        }

        Shard<V> with(Map<String, @Nullable V> changes) {
            Set<String> all = new TreeSet<>(Arrays.asList(names));
            changes.forEach((name, value) -> {
                if (value == null) {
                    all.remove(name);
                } else {
                    all.add(name);
                }
            });
            String[] newNames = all.toArray(String[]::new);
            Object[] newValues = new Object[newNames.length];
            for (int i = 0; i < newNames.length; i++) {
                V changed = changes.get(newNames[i]);
                newValues[i] = changed != null ? changed : values[Arrays.binarySearch(names, newNames[i])];
            }
            return new Shard<>(newNames, newValues);
        }

        static <V> void diff(Shard<V> before, Shard<V> after, Difference<V> difference) {
            for (int i = 0; i < after.names.length; i++) {
                V old = before.get(after.names[i]);
                if (old != after.value(i)) {
                    difference.differs(after.names[i], old, after.value(i));
                }
            }
            for (int i = 0; i < before.names.length; i++) {
                if (after.get(before.names[i]) == null) {
                    difference.differs(before.names[i], before.value(i), null);
                }
            }
        }
    }

    private static final class Entries<V> implements Iterator<Entry<String, V>> {
        private final Shard<V>[] shards;
        private int shard;
        private int next;

        Entries(Shard<V>[] shards) {
            this.shards = shards;
            skipEmpty();
        }

        @Override
        public boolean hasNext() {
            return shard < shards.length;
        }

        @Override
        public Entry<String, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry<String, V> entry = Map.entry(shards[shard].names[next], shards[shard].value(next));
            next++;
            skipEmpty();
            return entry;
        }

        private void skipEmpty() {
            while (shard < shards.length && next == shards[shard].names.length) {
                shard++;
                next = 0;
            }
        }
    }
}

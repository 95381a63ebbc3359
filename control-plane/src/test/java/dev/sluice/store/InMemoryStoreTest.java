package dev.sluice.store;

import dev.sluice.model.Host;

class InMemoryStoreTest extends StoreContract {
    private final InMemoryStore store = new InMemoryStore();

    @Override
    Store store() {
        return store;
    }

    @Override
    void put(Host host) {
        store.put(host);
    }

    @Override
    void remove(String host) {
        store.remove(host);
    }
}

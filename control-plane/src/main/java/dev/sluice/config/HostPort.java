package dev.sluice.config;

import java.net.InetSocketAddress;

/** An address to listen on or to connect to, such as {@code 127.0.0.1:9901}; an IPv6 address is written in brackets. */
public record HostPort(String address, int port) {
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}

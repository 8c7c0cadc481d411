///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Libc.java ../Script.java bridge/BridgeLink.java bridge/BridgeReceiver.java
//SOURCES bridge/BridgeSender.java bridge/BridgeSource.java
//DESCRIPTION 7. Forward a ring buffer to a ring on another host, over UDP with Aeron

/*
 * Shared memory ends at the edge of a machine. This program takes messages out of a ring and sends
 * them to another host, where a second one puts them into a ring. Beyond the tutorial.
 *
 *     host 10.0.0.1                            host 10.0.0.2
 *     $ jbang producer --count 3               $ jbang bridge --from 10.0.0.2:40100 testring
 *     $ jbang bridge testring --to 10.0.0.2:40100
 *                                              $ jbang consumer
 *                                              100
 *                                              101
 *                                              102
 *
 * Each message arrives exactly once and in order. That also holds if kill -9 ends either program,
 * or both, at any instruction, and they are started again. The sender releases a message only after
 * the receiver has it in its ring. The receiver notes the position of a message in the file of its
 * ring before it commits the message. After a restart, its note and its tail (or the header of the
 * slot) say together whether it has the message, and the sender continues there.
 *
 * After kill -9, a folder with Aeron's files stays in the temporary folder.
 *
 * There are four conditions. The receiver is the only producer of its ring, which takes messages of
 * one ring only; a second ring needs another file there. Each side keeps the file of its ring.
 * Nobody copies the file of the sender's ring. The machines keep running: after a power cut, a
 * ring's file may be old. Anyone who can send packets to the receiver's two ports can put messages
 * into its ring, so use a network that you trust.
 *
 * If the ring there is full, the sender waits. Both end when the ring is closed and empty: then the
 * ring there is closed, too, and the sender removes its file.
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Parameters(paramLabel = "FILE",
    description = "The ring's file. With --from it is created, unless it exists.")
String file;

@Option(names = "--to", paramLabel = "HOST:PORT",
    description = "Read the ring, and send its messages there.")
String to;

@Option(names = "--from", paramLabel = "[HOST:]PORT", description = {
    "Put the messages that come to this port into the",
    "ring. Uses the next port, too. Default host:", "127.0.0.1. All addresses: 0.0.0.0."})
String from;

@Option(names = "--deadline", paramLabel = "SECONDS",
    description = "End if the other side is silent for so long. Default: 60.")
int deadlineSeconds = 60;

void main(String... args) {
    Script.run(this, "bridge", "Forward a ring to another host.", args, () -> {
        Script.require(file != null && (to == null) != (from == null) && deadlineSeconds > 0,
            "Give a FILE, either --to or --from, and a --deadline from 1.");
        if (to != null) {
            send(address(to));
        } else {
            receive(address(from.contains(":") ? from : "127.0.0.1:" + from));
        }
    });
}

InetSocketAddress address(String text) throws UnknownHostException {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    Script.require(colon > 0 && port.matches("\\d{1,5}") && Integer.parseInt(port) > 0
        && Integer.parseInt(port) < 65535, "An address is HOST:PORT, with a PORT of 1 to 65534.");
    String host = text.substring(0, colon);
    return new InetSocketAddress(Stream.of(InetAddress.getAllByName(host))
        .filter(Inet4Address.class::isInstance).findFirst()
        .orElseThrow(() -> Script.refusal(host + " has no IPv4 address")),
        Integer.parseInt(port));
}

void send(InetSocketAddress there) throws IOException {
    try (var source = new BridgeSource(file);
            var link = BridgeLink.to(there, source.longestBytes(), deadlineSeconds)) {
        new BridgeSender(source, link).run();
        Libc.unlink(file);
    }
}

void receive(InetSocketAddress here) throws IOException {
    try (var receiver = new BridgeReceiver(file);
            var link = BridgeLink.from(here, deadlineSeconds)) {
        receiver.run(link);
    }
}

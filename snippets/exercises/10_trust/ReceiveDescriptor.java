/*
 * exercise 10.2: Receive a descriptor
 * points: 3
 * hint: The sender chooses how many descriptors it sends. Where are they after recvmsg has
 *   returned, if you do not like the message? Notebook 10, "Passing a descriptor", counts them.
 * hint: Give recvmsg room for one byte more than you want. Room for one descriptor is enough: then
 *   Linux closes the others, and sets MSG_CTRUNC. A message of 0 bytes can carry a descriptor, too.
 * hint:
 *   | var got = Libc.recvmsg(socket, arena.allocate(2), 1, Libc.MSG_CMSG_CLOEXEC);
 *   | good: got.length() == 1, got.fds().size() == 1, no MSG_CTRUNC in got.flags()
 *   | Otherwise close all of got.fds(). The end is length 0 without descriptors.
 * why: Each descriptor of a message is open in your process, even if you never look at it. A server
 *   that forgets them can be brought to its limit by any client. Chromium, D-Bus and Wayland
 *   libraries check the number, close the rest and ask for close-on-exec in the same call.
 */
import module java.base;

// Take the next message from a connected Unix socket, whose sender may be hostile. The socket is of
// type SOCK_SEQPACKET: each call of recvmsg returns one message, and data without room is lost.
// A good message has exactly one byte of data and exactly one descriptor. Return this descriptor,
// which the caller then owns. It must be close-on-exec from its first moment on, so that no program
// that another thread starts inherits it. If there is no message yet, wait for one in recvmsg.
// Throw an IllegalArgumentException for every other message, with more or fewer bytes, or more or
// fewer descriptors, also if Linux could not give you all of them. After that, no descriptor of the
// message is open any more, and the next call takes the next message. No call leaves native memory.
// If the sender has closed its end and no message is left, throw an
// EOFException. An empty message without descriptors looks the same to recvmsg, so treat it in the
// same way. An error of recvmsg itself goes to the caller as it is.
class ReceiveDescriptor {
    static int receive(int socket) throws EOFException {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}

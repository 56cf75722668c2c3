package io.tcbee.model;

import java.util.List;

/** All events that this version of TCBee knows. */
public final class EventTypes {
    /** In order of their ids. */
    public static final List<EventType> ALL =
            List.of(
                    PacketEvent.TYPE,
                    SocketEvent.TYPE,
                    TcpProbe.TYPE,
                    SockSendLength.TYPE,
                    SockRecvLength.TYPE,
                    TcpRetransmitSkb.TYPE,
                    TcpRetransmitSynack.TYPE,
                    TcpCongStateSet.TYPE,
                    InetSockSetState.TYPE,
                    TcpDestroySock.TYPE,
                    TcpReset.TYPE,
                    PacketStateEvent.TYPE,
                    CubicEvent.TYPE,
                    BbrEvent.TYPE,
                    TcpTimer.TYPE,
                    TcpBadCsum.TYPE,
                    TcpRcvbufGrow.TYPE,
                    KfreeSkb.TYPE,
                    TcpCwnd.TYPE,
                    TcpAck.TYPE);

    private EventTypes() {}

    /** The type of that id, or null if this version does not know it. */
    public static EventType byId(int id) {
        for (EventType type : ALL) {
            if (type.id() == id) {
                return type;
            }
        }
        return null;
    }
}

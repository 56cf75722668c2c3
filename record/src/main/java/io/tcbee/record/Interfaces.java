package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.record.filter.Filter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where packets are recorded: interfaces of network namespaces, found when they are there. */
final class Interfaces implements AutoCloseable {
    /** One interface of the machine; an index is never used again in its namespace. */
    private record Found(long netns, int ifindex) {}

    private final List<String> names;
    private final Namespaces namespaces;
    private final Set<Found> found = new HashSet<>();
    private final Set<String> unsupported = new TreeSet<>();

    private Interfaces(List<String> names, Namespaces namespaces) {
        this.names = names;
        this.namespaces = namespaces;
    }

    /**
     * @param names of interfaces, or {@link RecordOptions#ANY_INTERFACE}
     */
    static Interfaces of(List<String> names, Filter filter) {
        return new Interfaces(names, Namespaces.of(filter));
    }

    private boolean any() {
        return names.contains(RecordOptions.ANY_INTERFACE);
    }

    /** Whether interfaces that appear later are recorded too. */
    boolean changing() {
        return any() || (namespaces.changing() && !names.isEmpty());
    }

    /** The number of the only network namespace, or 0 if there may be several. */
    long netns() {
        return namespaces.only();
    }

    Namespaces namespaces() {
        return namespaces;
    }

    /**
     * Those that are there now and were not at the last look.
     *
     * @throws RecordException at the first look if a name is an interface nowhere
     */
    synchronized List<Device> look() {
        namespaces.look();
        List<Device> devices = new ArrayList<>();
        boolean first = found.isEmpty();
        if (any()) {
            namespaces.all().forEach(netns -> devices.addAll(netns.in(() -> every(netns))));
        } else {
            names.forEach(name -> named(name, first, devices));
        }
        devices.removeIf(
                device -> !found.add(new Found(device.netns().inode(), device.device().index())));
        return devices;
    }

    /** All that are up and can be read, in the calling thread's namespace. */
    private List<Device> every(Namespace netns) {
        List<Device> up = new ArrayList<>();
        for (String name : Device.names()) {
            try {
                Device device = Device.named(name, netns);
                if (device.device().up()) {
                    up.add(device);
                }
            } catch (RecordException e) {
                unsupported.add(e.getMessage());
            } catch (BpfException _) {
                // gone meanwhile
            }
        }
        return up;
    }

    private void named(String name, boolean must, List<Device> to) {
        RecordException missing = null;
        boolean there = false;
        for (Namespace netns : namespaces.all()) {
            try {
                to.add(Device.named(name, netns));
                there = true;
            } catch (RecordException e) {
                missing = e;
            }
        }
        if (must && !there && missing != null) {
            throw missing;
        }
    }

    /** Interfaces whose packets cannot be read, one sentence each. */
    synchronized List<String> unsupported() {
        return List.copyOf(unsupported);
    }

    /** What is left out by it, one sentence. */
    List<String> sentences() {
        if (namespaces.changing()) {
            return List.of();
        }
        return List.of(
                namespaces.all().stream()
                        .map(netns -> Long.toString(netns.inode()))
                        .collect(Collectors.joining(", ", "network namespace ", " only")));
    }

    @Override
    public void close() {
        namespaces.close();
    }
}

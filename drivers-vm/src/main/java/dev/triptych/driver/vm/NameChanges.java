package dev.triptych.driver.vm;

import dev.triptych.spi.SharedNaming.NamedAddress;
import dev.triptych.spi.SharedSubnet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What has to be removed and added, in this order, so that the names of one installation are as they should be. */
record NameChanges(List<NamedAddress> removed, List<NamedAddress> added) {

    /** @param domain what the names of this installation end with */
    static NameChanges of(Collection<NamedAddress> there, Map<String, String> nameByAddress, String domain) {
        List<NamedAddress> foreign = there.stream()
                .filter(entry -> !isOf(entry, domain))
                .filter(entry -> !nameByAddress.containsKey(entry.address()))
                .toList();
        Set<String> taken = new HashSet<>();
        foreign.forEach(entry -> taken.addAll(entry.names()));
        List<NamedAddress> wanted = new ArrayList<>();
        new TreeMap<>(nameByAddress).forEach((address, name) -> wanted.add(entry(address, name, domain, taken)));
        return new NameChanges(
                there.stream()
                        .filter(entry -> !foreign.contains(entry) && !wanted.contains(entry))
                        .toList(),
                wanted.stream().filter(entry -> !there.contains(entry)).toList());
    }

    private static boolean isOf(NamedAddress entry, String domain) {
        return entry.names().stream().anyMatch(name -> name.endsWith("." + domain));
    }

    private static NamedAddress entry(String address, String name, String domain, Set<String> taken) {
        String own = name + "." + domain;
        String plain = name + "." + SharedSubnet.DOMAIN;
        return new NamedAddress(address, taken.add(plain) ? List.of(own, plain) : List.of(own));
    }
}

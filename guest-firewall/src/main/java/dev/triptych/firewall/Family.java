package dev.triptych.firewall;

/** The two versions of the Internet Protocol, each with tools and tables of its own. */
enum Family {
    IPV4("iptables", "icmp-admin-prohibited"),
    IPV6("ip6tables", "icmp6-adm-prohibited");

    private final String tool;
    private final String refusal;

    Family(String tool, String refusal) {
        this.tool = tool;
        this.refusal = refusal;
    }

    String saveTool() {
        return tool + "-save";
    }

    String restoreTool() {
        return tool + "-restore";
    }

    /** How a guest is told that it may not. */
    String refusal() {
        return refusal;
    }
}

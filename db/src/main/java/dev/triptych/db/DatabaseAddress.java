package dev.triptych.db;

/**
 * Where a database is and who may use it.
 *
 * @param url a JDBC URL
 * @param user a role that owns the database and is no superuser
 */
public record DatabaseAddress(String url, String user, String password) {
    @Override
    public String toString() {
        return "DatabaseAddress[url=" + url + ", user=" + user + ", password=****]";
    }
}

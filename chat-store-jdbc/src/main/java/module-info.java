/** Messages in a SQL database. */
module dev.parley.store.jdbc {
    requires transitive dev.parley.core;
    requires transitive java.sql;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.parley.store.jdbc;
}

-- What change capture needs, and no more. It may read, and replicate.
CREATE USER millrace_cdc@'%' IDENTIFIED BY ${password};
GRANT SELECT ON distribution.* TO millrace_cdc@'%';
GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO millrace_cdc@'%';

-- What change capture needs, and no more. It may read, lock for a moment, and replicate.
CREATE USER millrace_cdc@'%' IDENTIFIED BY ${password};
GRANT SELECT, LOCK TABLES ON distribution.* TO millrace_cdc@'%';
GRANT RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO millrace_cdc@'%';

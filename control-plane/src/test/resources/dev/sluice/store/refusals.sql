-- What the tables answer to wrong input: a statement, and below it the sentence that its author reads. SchemaIT runs
-- each of them alone; "accepted" stands below what is right, to show where the border is. These rows are there before:
INSERT INTO hosts (host, outgoing_port) VALUES ('shop.example.com', 8080), ('other.example.com', 80);
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0.7');
INSERT INTO targets (host, address, port) VALUES ('shop.example.com', '10.0.0.8', 81);
INSERT INTO health_checks (host) VALUES ('shop.example.com');

-- hosts.host

INSERT INTO hosts (host) VALUES ('');
--> new row for relation "hosts" violates check constraint "host must not be empty"
INSERT INTO hosts (host) VALUES (NULL);
--> null value in column "host" of relation "hosts" violates not-null constraint
INSERT INTO hosts (incoming_port) VALUES (80);
--> null value in column "host" of relation "hosts" violates not-null constraint
INSERT INTO hosts (host) VALUES ('shop.example.com');
--> duplicate key value violates unique constraint "a host has one row in hosts"
INSERT INTO hosts (host) VALUES ('a b.com');
--> new row for relation "hosts" violates check constraint "host must not contain spaces or control characters"
INSERT INTO hosts (host) VALUES (' a.com');
--> new row for relation "hosts" violates check constraint "host must not contain spaces or control characters"
INSERT INTO hosts (host) VALUES (E'a.com\n');
--> new row for relation "hosts" violates check constraint "host must not contain spaces or control characters"
INSERT INTO hosts (host) VALUES (E'a\tb.com');
--> new row for relation "hosts" violates check constraint "host must not contain spaces or control characters"
INSERT INTO hosts (host) VALUES (E'a\x07.com');
--> new row for relation "hosts" violates check constraint "host must not contain spaces or control characters"
INSERT INTO hosts (host) VALUES (E'a\x7f.com');
--> new row for relation "hosts" violates check constraint "host must not contain spaces or control characters"
INSERT INTO hosts (host) VALUES (E'a\x00.com');
--> invalid byte sequence for encoding "UTF8": 0x00
INSERT INTO hosts (host) VALUES ('http://a.com');
--> new row for relation "hosts" violates check constraint "host must not contain a scheme, a port or a path"
INSERT INTO hosts (host) VALUES ('a.com:8080');
--> new row for relation "hosts" violates check constraint "host must not contain a scheme, a port or a path"
INSERT INTO hosts (host) VALUES ('a.com/path');
--> new row for relation "hosts" violates check constraint "host must not contain a scheme, a port or a path"
INSERT INTO hosts (host) VALUES ('[2001:db8::7]');
--> new row for relation "hosts" violates check constraint "host must not contain a scheme, a port or a path"
INSERT INTO hosts (host) VALUES ('**.com');
--> new row for relation "hosts" violates check constraint "host may have a wildcard only as in *.example.com, or be just *"
INSERT INTO hosts (host) VALUES ('a.*.com');
--> new row for relation "hosts" violates check constraint "host may have a wildcard only as in *.example.com, or be just *"
INSERT INTO hosts (host) VALUES ('*.*.com');
--> new row for relation "hosts" violates check constraint "host may have a wildcard only as in *.example.com, or be just *"
INSERT INTO hosts (host) VALUES ('*a.com');
--> new row for relation "hosts" violates check constraint "host may have a wildcard only as in *.example.com, or be just *"
INSERT INTO hosts (host) VALUES ('a.com.*');
--> new row for relation "hosts" violates check constraint "host may have a wildcard only as in *.example.com, or be just *"
INSERT INTO hosts (host) VALUES ('*.');
--> new row for relation "hosts" violates check constraint "host may have a wildcard only as in *.example.com, or be just *"
INSERT INTO hosts (host) VALUES ('münchen.de');
--> new row for relation "hosts" violates check constraint "host must be ASCII: write a unicode domain as punycode, xn--..."
INSERT INTO hosts (host) VALUES ('ａ.com');
--> new row for relation "hosts" violates check constraint "host must be ASCII: write a unicode domain as punycode, xn--..."
INSERT INTO hosts (host) VALUES ('Shop.example.com');
--> new row for relation "hosts" violates check constraint "host must be in lower case"
INSERT INTO hosts (host) VALUES ('a.com.');
--> new row for relation "hosts" violates check constraint "host must not end with a dot"
INSERT INTO hosts (host) VALUES ('.');
--> new row for relation "hosts" violates check constraint "host must not end with a dot"
INSERT INTO hosts (host) VALUES ('.com');
--> new row for relation "hosts" violates check constraint "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
INSERT INTO hosts (host) VALUES ('a..com');
--> new row for relation "hosts" violates check constraint "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
INSERT INTO hosts (host) VALUES ('-a.com');
--> new row for relation "hosts" violates check constraint "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
INSERT INTO hosts (host) VALUES ('a-.com');
--> new row for relation "hosts" violates check constraint "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
INSERT INTO hosts (host) VALUES ('a,b.com');
--> new row for relation "hosts" violates check constraint "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
INSERT INTO hosts (host) VALUES ('user@a.com');
--> new row for relation "hosts" violates check constraint "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
INSERT INTO hosts (host) VALUES (repeat('a', 64) || '.com');
--> new row for relation "hosts" violates check constraint "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
INSERT INTO hosts (host) VALUES (repeat('a', 63) || '.com');
--> accepted
INSERT INTO hosts (host) VALUES (repeat('a.', 150));
--> new row for relation "hosts" violates check constraint "host must be at most 253 characters long"
INSERT INTO hosts (host) VALUES (repeat('a.', 126) || 'co');
--> new row for relation "hosts" violates check constraint "host must be at most 253 characters long"
INSERT INTO hosts (host) VALUES (repeat('a.', 126) || 'c');
--> accepted
INSERT INTO hosts (host) VALUES ('*'), ('*.example.com'), ('localhost'), ('foo_bar.local'), ('xn--mnchen-3ya.de');
--> accepted
UPDATE hosts SET host = upper(host);
--> new row for relation "hosts" violates check constraint "host must be in lower case"

-- hosts.fleet

INSERT INTO hosts (host, fleet) VALUES ('a.com', 'edge-eu_1');
--> accepted
INSERT INTO hosts (host, fleet) VALUES ('a.com', '');
--> new row for relation "hosts" violates check constraint "fleet must not be empty"
INSERT INTO hosts (host, fleet) VALUES ('a.com', NULL);
--> null value in column "fleet" of relation "hosts" violates not-null constraint
INSERT INTO hosts (host, fleet) VALUES ('a.com', 'Edge');
--> new row for relation "hosts" violates check constraint "fleet must be in lower case"
INSERT INTO hosts (host, fleet) VALUES ('a.com', 'edge eu');
--> new row for relation "hosts" violates check constraint "fleet needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has"
INSERT INTO hosts (host, fleet) VALUES ('a.com', repeat('e', 63));
--> accepted
INSERT INTO hosts (host, fleet) VALUES ('a.com', repeat('e', 64));
--> new row for relation "hosts" violates check constraint "fleet must be at most 63 characters long"
INSERT INTO hosts (host, fleet) VALUES ('shop.example.com', 'edge');
--> duplicate key value violates unique constraint "a host has one row in hosts"

-- hosts.incoming_port, hosts.outgoing_port

INSERT INTO hosts (host, incoming_port) VALUES ('a.com', 0);
--> new row for relation "hosts" violates check constraint "incoming_port must be from 1 to 65535"
INSERT INTO hosts (host, incoming_port) VALUES ('a.com', 65536);
--> new row for relation "hosts" violates check constraint "incoming_port must be from 1 to 65535"
INSERT INTO hosts (host, incoming_port) VALUES ('a.com', NULL);
--> null value in column "incoming_port" of relation "hosts" violates not-null constraint
INSERT INTO hosts (host, outgoing_port) VALUES ('a.com', -1);
--> new row for relation "hosts" violates check constraint "outgoing_port must be from 1 to 65535"
INSERT INTO hosts (host, outgoing_port) VALUES ('a.com', 65536);
--> new row for relation "hosts" violates check constraint "outgoing_port must be from 1 to 65535"
INSERT INTO hosts (host, outgoing_port) VALUES ('a.com', NULL);
--> null value in column "outgoing_port" of relation "hosts" violates not-null constraint
INSERT INTO hosts (host, outgoing_port) VALUES ('a.com', 99999999999);
--> integer out of range
INSERT INTO hosts (host, outgoing_port) VALUES ('a.com', 'http');
--> invalid input syntax for type integer: "http"
INSERT INTO hosts (host, incoming_port, outgoing_port) VALUES ('a.com', 1, 65535);
--> accepted

-- targets

INSERT INTO targets (host, address) VALUES ('missing.example.com', '10.0.0.7');
--> insert or update on table "targets" violates foreign key constraint "host must be a row of hosts first"
INSERT INTO targets (host, address) VALUES ('Shop.example.com', '10.0.0.9');
--> insert or update on table "targets" violates foreign key constraint "host must be a row of hosts first"
INSERT INTO targets (host, address) VALUES (NULL, '10.0.0.7');
--> null value in column "host" of relation "targets" violates not-null constraint
INSERT INTO targets (host, address) VALUES ('shop.example.com', NULL);
--> null value in column "address" of relation "targets" violates not-null constraint
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0.7');
--> duplicate key value violates unique constraint "a host lists the same target once"
INSERT INTO targets (host, address, port) VALUES ('shop.example.com', '10.0.0.8', 81);
--> duplicate key value violates unique constraint "a host lists the same target once"
INSERT INTO targets (host, address, port) VALUES ('shop.example.com', '10.0.0.7', 8081);
--> accepted
INSERT INTO targets (host, address) VALUES ('other.example.com', '10.0.0.7');
--> accepted
INSERT INTO targets (host, address, port) VALUES ('shop.example.com', '10.0.0.9', 0);
--> new row for relation "targets" violates check constraint "port must be from 1 to 65535, or null for outgoing_port"
INSERT INTO targets (host, address, port) VALUES ('shop.example.com', '10.0.0.9', 65536);
--> new row for relation "targets" violates check constraint "port must be from 1 to 65535, or null for outgoing_port"

-- targets.address

INSERT INTO targets (host, address) VALUES ('shop.example.com', '');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'backend.internal');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'cafe');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'http://10.0.0.9');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0.9:8080');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0.0/8');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0.9/32');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '2001:db8::7/128');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '[2001:db8::7]');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '[2001:db8::7]:80');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'fe80::1%eth0');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0.256');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '010.0.0.9');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '10.0.0.9 ');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', E'10.0.0.9\n');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '167772169');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '1::2::3');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '1:2:3');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '1:2:3:4:5:6:7:8:9');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', ':1:2:3:4:5:6:7');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '1:::2');
--> new row for relation "targets" violates check constraint "address must be one IPv4 or IPv6 address: no name, port or mask"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '2001:DB8::7');
--> new row for relation "targets" violates check constraint "address must be in the shortest form of IPv6, as 2001:db8::7"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '2001:db8:0:0:0:0:0:7');
--> new row for relation "targets" violates check constraint "address must be in the shortest form of IPv6, as 2001:db8::7"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '2001:0db8::7');
--> new row for relation "targets" violates check constraint "address must be in the shortest form of IPv6, as 2001:db8::7"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '64:ff9b::10.0.0.9');
--> new row for relation "targets" violates check constraint "address must be in the shortest form of IPv6, as 2001:db8::7"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '::ffff:10.0.0.9');
--> new row for relation "targets" violates check constraint "address must be IPv4 itself, as 10.0.0.7, not ::ffff:10.0.0.7"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '::ffff:a00:9');
--> new row for relation "targets" violates check constraint "address must be IPv4 itself, as 10.0.0.7, not ::ffff:10.0.0.7"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '0.0.0.0');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '0.1.2.3');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '::');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '::a00:9');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '224.0.0.1');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '239.255.255.255');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'ff02::1');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '255.255.255.255');
--> new row for relation "targets" violates check constraint "address must not be 0.x.x.x, ::, multicast or broadcast"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '169.254.169.254');
--> new row for relation "targets" violates check constraint "address must not be link-local (169.254.0.0/16, fe80::/10)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'fe80::1');
--> new row for relation "targets" violates check constraint "address must not be link-local (169.254.0.0/16, fe80::/10)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'febf::1');
--> new row for relation "targets" violates check constraint "address must not be link-local (169.254.0.0/16, fe80::/10)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '240.0.0.1');
--> new row for relation "targets" violates check constraint "address must not be reserved (240.0.0.0/4)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '100.100.100.200');
--> new row for relation "targets" violates check constraint "address must not be the metadata service of a cloud"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '168.63.129.16');
--> new row for relation "targets" violates check constraint "address must not be the metadata service of a cloud"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '192.0.0.192');
--> new row for relation "targets" violates check constraint "address must not be the metadata service of a cloud"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'fd00:ec2::254');
--> new row for relation "targets" violates check constraint "address must not be the metadata service of a cloud"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'fd00:42::42');
--> new row for relation "targets" violates check constraint "address must not be the metadata service of a cloud"
INSERT INTO targets (host, address) VALUES ('shop.example.com', 'fd20:ce::254');
--> new row for relation "targets" violates check constraint "address must not be the metadata service of a cloud"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '64:ff9b::a9fe:a9fe');
--> new row for relation "targets" violates check constraint "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '64:ff9b:1::a9fe:a9fe');
--> new row for relation "targets" violates check constraint "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '::ffff:0:a9fe:a9fe');
--> new row for relation "targets" violates check constraint "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '2002:a9fe:a9fe::');
--> new row for relation "targets" violates check constraint "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '2001::5601:5601');
--> new row for relation "targets" violates check constraint "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '64:ff9b::7f00:1');
--> new row for relation "targets" violates check constraint "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)"
INSERT INTO targets (host, address) VALUES ('shop.example.com', '127.0.0.1'), ('shop.example.com', '::1');
--> accepted
INSERT INTO targets (host, address) VALUES ('shop.example.com', '2001:db8::7'), ('shop.example.com', '2001:db8:0:1:1:1:1:1'), ('shop.example.com', '64:ff9b::a00:9');
--> accepted

-- health_checks

INSERT INTO health_checks (host) VALUES ('shop.example.com');
--> duplicate key value violates unique constraint "a host has one health check"
INSERT INTO health_checks (host) VALUES ('missing.example.com');
--> insert or update on table "health_checks" violates foreign key constraint "host must be a row of hosts first"
INSERT INTO health_checks (path) VALUES ('/');
--> null value in column "host" of relation "health_checks" violates not-null constraint
INSERT INTO health_checks (host, path) VALUES ('other.example.com', NULL);
--> null value in column "path" of relation "health_checks" violates not-null constraint
INSERT INTO health_checks (host, path) VALUES ('other.example.com', '');
--> new row for relation "health_checks" violates check constraint "path must start with /"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', 'health');
--> new row for relation "health_checks" violates check constraint "path must start with /"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', 'http://other.example.com/');
--> new row for relation "health_checks" violates check constraint "path must start with /"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', '/a b');
--> new row for relation "health_checks" violates check constraint "path must hold only printable ASCII, and no space or #"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', E'/a\r\nX-Smuggled: 1');
--> new row for relation "health_checks" violates check constraint "path must hold only printable ASCII, and no space or #"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', '/a#b');
--> new row for relation "health_checks" violates check constraint "path must hold only printable ASCII, and no space or #"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', '/ü');
--> new row for relation "health_checks" violates check constraint "path must hold only printable ASCII, and no space or #"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', '/' || repeat('a', 1024));
--> new row for relation "health_checks" violates check constraint "path must be at most 1024 characters long"
INSERT INTO health_checks (host, path) VALUES ('other.example.com', '/' || repeat('a', 1023));
--> accepted
INSERT INTO health_checks (host, path) VALUES ('other.example.com', '/health?deep=1&x=%20~');
--> accepted
INSERT INTO health_checks (host, port) VALUES ('other.example.com', 0);
--> new row for relation "health_checks" violates check constraint "port must be from 1 to 65535, or null for the target's own"
INSERT INTO health_checks (host, port) VALUES ('other.example.com', 65536);
--> new row for relation "health_checks" violates check constraint "port must be from 1 to 65535, or null for the target's own"
INSERT INTO health_checks (host, timeout) VALUES ('other.example.com', 11);
--> new row for relation "health_checks" violates check constraint "timeout must not be longer than interval"
INSERT INTO health_checks (host, timeout) VALUES ('other.example.com', 0);
--> new row for relation "health_checks" violates check constraint "timeout must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, timeout) VALUES ('other.example.com', -5);
--> new row for relation "health_checks" violates check constraint "timeout must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, timeout, interval) VALUES ('other.example.com', 0.09, 1);
--> new row for relation "health_checks" violates check constraint "timeout must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, timeout) VALUES ('other.example.com', NULL);
--> null value in column "timeout" of relation "health_checks" violates not-null constraint
INSERT INTO health_checks (host, timeout) VALUES ('other.example.com', 'NaN');
--> new row for relation "health_checks" violates check constraint "timeout must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, interval) VALUES ('other.example.com', 'NaN');
--> new row for relation "health_checks" violates check constraint "interval must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, interval) VALUES ('other.example.com', 'Infinity');
--> new row for relation "health_checks" violates check constraint "interval must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, timeout) VALUES ('other.example.com', '-Infinity');
--> new row for relation "health_checks" violates check constraint "timeout must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, interval) VALUES ('other.example.com', 0);
--> new row for relation "health_checks" violates check constraint "interval must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, interval) VALUES ('other.example.com', 3601);
--> new row for relation "health_checks" violates check constraint "interval must be from 0.1 to 3600 seconds"
INSERT INTO health_checks (host, interval) VALUES ('other.example.com', NULL);
--> null value in column "interval" of relation "health_checks" violates not-null constraint
INSERT INTO health_checks (host, timeout) VALUES ('other.example.com', '5s');
--> invalid input syntax for type numeric: "5s"
INSERT INTO health_checks (host, timeout, interval) VALUES ('other.example.com', 0.1, 0.1);
--> accepted
INSERT INTO health_checks (host, timeout, interval) VALUES ('other.example.com', 2.5, 3600);
--> accepted

-- fleets

INSERT INTO fleets (fleet) VALUES ('edge');
--> accepted
INSERT INTO fleets (fleet) VALUES ('edge'), ('edge');
--> duplicate key value violates unique constraint "a fleet has one row in fleets"
INSERT INTO fleets (fleet) VALUES ('Edge');
--> new row for relation "fleets" violates check constraint "fleet must be in lower case"
INSERT INTO fleets (fleet) VALUES ('');
--> new row for relation "fleets" violates check constraint "fleet must not be empty"
INSERT INTO fleets (fleet) VALUES ('edge eu');
--> new row for relation "fleets" violates check constraint "fleet needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has"
INSERT INTO fleets (fleet) VALUES (repeat('e', 64));
--> new row for relation "fleets" violates check constraint "fleet must be at most 63 characters long"
INSERT INTO fleets (fleet, pinned) VALUES ('edge', '[]');
--> accepted
INSERT INTO fleets (fleet, pinned) VALUES ('edge', '{"host": "a.com"}');
--> new row for relation "fleets" violates check constraint "pinned must be a list of records, or null for the rows"
INSERT INTO fleets (fleet, pinned) VALUES ('edge', 'null');
--> new row for relation "fleets" violates check constraint "pinned must be a list of records, or null for the rows"
INSERT INTO fleets (fleet, pinned) VALUES ('edge', 'x');
--> invalid input syntax for type json

-- sluice_database

INSERT INTO sluice_database DEFAULT VALUES;
--> duplicate key value violates unique constraint "sluice_database has one row"
UPDATE sluice_database SET id = gen_random_uuid();
--> accepted

-- Metadata services hand out a machine's credentials to whoever asks from that machine, as Envoy would for a stranger.
-- Constraints are sentences, as in V1, and dev.sluice.model.Addresses says the same in Java.

-- NOT VALID: rows that are there stay, and the table is locked for a moment only; the daemon names those that break a rule.
-- The case keeps what is no address away from the cast, as in V1.
ALTER TABLE targets
    ADD CONSTRAINT "address must not be reserved (240.0.0.0/4)"
        CHECK (address !~ '^(24[0-9]|25[0-5])[.]') NOT VALID,
    -- Alibaba, Azure, Oracle; AWS, Scaleway, Google. Others have 169.254.169.254, which V1 refuses.
    ADD CONSTRAINT "address must not be the metadata service of a cloud"
        CHECK (CASE
            WHEN address ~* '^(?!.*::.*::|.*:::|:[^:]|.*[^:]:$)(?=.*::|([^:]*:){7}[^:]*$)([0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$'
                THEN NOT address::inet <<= ANY ('{fd00:ec2::/32, fd00:42::42, fd20:ce::254}'::inet[])
            ELSE address NOT IN ('100.100.100.200', '168.63.129.16', '192.0.0.192') END) NOT VALID,
    -- An IPv6 address that some gateway turns into an IPv4 one: into this host, loopback, link-local, metadata, multicast
    -- or reserved. In turn NAT64 and SIIT, which have it at the end; Teredo, inverted there; 6to4, behind 2002.
    ADD CONSTRAINT "address must not hide a forbidden IPv4 one (NAT64, 6to4, ...)"
        CHECK (CASE
            WHEN address ~* '^(?!.*::.*::|.*:::|:[^:]|.*[^:]:$)(?=.*::|([^:]*:){7}[^:]*$)([0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$'
                THEN NOT (
                    address::inet <<= ANY ('{64:ff9b::/96, 64:ff9b:1::/48, ::ffff:0:0:0/96}'::inet[])
                        AND (address::inet & '::ffff:ffff') <<= ANY ('{::/104, ::6464:64c8, ::7f00:0/104, ::a83f:8110,
                            ::a9fe:0/112, ::c000:c0, ::e000:0/99}'::inet[])
                    OR address::inet <<= '2001::/32'
                        AND ((~ address::inet) & '::ffff:ffff') <<= ANY ('{::/104, ::6464:64c8, ::7f00:0/104, ::a83f:8110,
                            ::a9fe:0/112, ::c000:c0, ::e000:0/99}'::inet[])
                    OR address::inet <<= ANY ('{2002::/24, 2002:6464:64c8::/48, 2002:7f00::/24, 2002:a83f:8110::/48,
                        2002:a9fe::/32, 2002:c000:c0::/48, 2002:e000::/19}'::inet[]))
            ELSE true END) NOT VALID;

COMMENT ON COLUMN targets.address IS
    'IPv4 or IPv6 address. Loopback is fine, but not where Sluice, Envoy''s admin or the database listens, nor at an '
    'incoming_port of the same fleet. Metadata services of clouds are refused, by whatever form of their address.';

-- What a node measured of its machine when it last renewed its lease, and why it takes no work at present if it does not.
alter table leases add column load json;

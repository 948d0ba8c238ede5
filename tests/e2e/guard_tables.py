"""Tables with rows to lose: 300, 200 and 100, each referring to the one before."""

TABLES = """
CREATE TABLE listing (id int PRIMARY KEY, name text);
CREATE TABLE listing_status (id int PRIMARY KEY, listing int REFERENCES listing);
CREATE TABLE status_note (id int PRIMARY KEY, status int REFERENCES listing_status);
INSERT INTO listing SELECT i, 'a' FROM generate_series(1, 300) i;
INSERT INTO listing_status SELECT i, i FROM generate_series(1, 200) i;
INSERT INTO status_note SELECT i, i FROM generate_series(1, 100) i;
ANALYZE;
"""

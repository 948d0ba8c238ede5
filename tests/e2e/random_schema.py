"""Schemas made up from a seed: foreign keys in every direction, partitions, inheritance, views."""
import random

ACTIONS = ["CASCADE"] * 12 + ["SET NULL", "SET NULL", "SET DEFAULT", "NO ACTION", "NO ACTION", "RESTRICT"]
ROWS = 100  # in each table that holds rows of its own


class Table:
    def __init__(self, name, first, last, parent=None, is_partition=False):
        self.name = name
        self.first, self.last = first, last  # ids
        self.parent = parent
        self.is_partition = is_partition
        self.partitions = []

    def top(self):
        return self.parent.top() if self.is_partition else self


class RandomSchema:
    def __init__(self, seed, tables=9, actions=ACTIONS):
        self.random = random.Random(seed)
        self.actions = actions
        # So that no order by name is an order of creation.
        self.names = [f"{letter}{number}" for letter in "qhxbmzdtkc" for number in range(6)]
        self.random.shuffle(self.names)
        self.tables, self.statements, self.fills = [], [], []
        self.keys = 0
        for _ in range(tables):
            self.add_table()
        for _ in range(tables * 3 // 2):
            self.add_key()
        self.views = []
        for _ in range(5):
            self.add_view()
        self.script = ";\n".join(self.statements) + ";\n"
        self.fill = ";\n".join(self.fills) + ";\n"

    def name(self):
        return self.names.pop()

    def add_table(self):
        shape = self.random.choice(["plain", "plain", "plain", "partitioned", "inherited"])
        table = Table(self.name(), 1, ROWS)
        self.tables.append(table)
        if shape == "partitioned":
            self.statements.append(f"CREATE TABLE {table.name} (id int PRIMARY KEY) PARTITION BY RANGE (id)")
            self.add_partitions(table, 0)
            return
        self.statements.append(f"CREATE TABLE {table.name} (id int PRIMARY KEY)")
        self.insert(table)
        if shape == "inherited":
            child = Table(self.name(), 1 + ROWS, 2 * ROWS, parent=table)
            self.tables.append(child)
            self.statements.append(f"CREATE TABLE {child.name} (more int, PRIMARY KEY (id)) INHERITS ({table.name})")
            self.insert(child)

    def add_partitions(self, table, depth):
        next_id = table.first
        for number in range(self.random.choice([2, 3])):
            is_parted = depth == 0 and self.random.random() < 0.3
            count = ROWS if not is_parted else 3 * ROWS
            part = Table(self.name(), next_id, next_id + count - 1, parent=table, is_partition=True)
            next_id += count
            table.partitions.append(part)
            self.tables.append(part)
            suffix = " PARTITION BY RANGE (id)" if is_parted else ""
            self.statements.append(f"CREATE TABLE {part.name} PARTITION OF {table.name} "
                                   f"FOR VALUES FROM ({part.first}) TO ({part.last + 1}){suffix}")
            if is_parted:
                self.add_partitions(part, 1)
                part.last = max(each.last for each in part.partitions)
            else:
                self.insert(part)
        table.last = next_id - 1
        if table.partitions[-1].partitions:
            table.last = table.partitions[-1].last

    def insert(self, table):
        self.fills.append(f"INSERT INTO {table.name} (id) SELECT generate_series({table.first}, {table.last})")

    def ids(self, table):
        """Of the rows that a key to the table sees."""
        if table.partitions:
            return [each for part in table.partitions for each in self.ids(part)]
        return range(table.first, table.last + 1)

    def add_key(self):
        child, parent = self.random.choice(self.tables), self.random.choice(self.tables)
        if child.top() is parent.top() and (child.partitions or child.is_partition):
            return  # PostgreSQL 15 has bugs there
        owner = child.top()
        self.keys += 1
        column = f"f{self.keys}"
        action = self.random.choice(self.actions)
        self.statements.append(f"ALTER TABLE {owner.name} ADD COLUMN {column} int")
        self.statements.append(f"ALTER TABLE {child.name} ADD CONSTRAINT {child.name}_{column} FOREIGN KEY ({column}) "
                               f"REFERENCES {parent.name} ON DELETE {action}")
        ids = ", ".join(map(str, self.ids(parent)))
        salt = self.random.randrange(10**6)
        self.fills.append(f"UPDATE {'' if owner.partitions else 'ONLY '}{owner.name} SET {column} = "
                          f"(ARRAY[{ids}])[1 + abs(hashint4(id + {salt}) % {len(self.ids(parent))})]")

    def add_view(self):
        name = self.name()
        below = self.random.sample([each.name for each in self.tables] + self.views, 2)
        kind = self.random.choice(["VIEW", "VIEW", "MATERIALIZED VIEW"])
        self.statements.append(f"CREATE {kind} {name} AS SELECT a.id, b.id AS other FROM {below[0]} a, {below[1]} b")
        if kind == "MATERIALIZED VIEW":
            self.statements[-1] += " WITH NO DATA"
        self.views.append(name)

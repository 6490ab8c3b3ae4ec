"""Tables, unit of work, encryption, migrations: the only place with SQL."""
